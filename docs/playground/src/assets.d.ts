/** JSON files are bundled as text. */
declare module "*.json" {
  const text: string;
  export default text;
}
