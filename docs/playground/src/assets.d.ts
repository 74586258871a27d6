/** JSON files are bundled as text. */
declare module "*.json" {
  const text: string;
  export default text;
}

/** Asks for a folder, where the browser has File System Access. */
declare function showDirectoryPicker(): Promise<FileSystemDirectoryHandle>;
