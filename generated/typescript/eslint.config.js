// Generated from src/dlm_codegen/typescript/runtime/eslint.config.js by `nox -s generate`. Do not edit.
import tseslint from "typescript-eslint";

export default tseslint.config(
  // What the generators write is judged by the compiler and the tests.
  { ignores: ["dist/", "src/validators.ts"] },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ["*.js"] } } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
);
