// Generated from schema/export-manifest/v2.schema.json by `nox -s generate`. Do not edit.
/** Types of version 2 of the export manifest. */

/**
 * The record that DLM has left in the directory of an export since it serves four runtimes:
 * version 1 and a `target`.
 */
export interface ExportManifest {
  /**
   * Runtime that the export was prepared for. It decides which roles the artifacts must cover and
   * what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` may say.
   */
  readonly target: "ollama" | "llama-server" | "vllm" | "mlx-serve";
  /**
   * Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
   * exports that keep the Hugging Face layout.
   */
  readonly quant: string;
  /**
   * Whether the adapter's weights were merged into the base model's.
   */
  readonly merged: boolean;
  /**
   * Whether a quantized base model was expanded to full precision before the merge. True only when
   * `merged` is true.
   */
  readonly dequantized: boolean;
  /**
   * Name under which the export was registered with Ollama, `[namespace/]name[:tag]`, or null when
   * it was not registered.
   */
  readonly ollama_name: string | null;
  /**
   * When the export was made, to the second. UTC by convention: the text carries no offset.
   */
  readonly created_at: string;
  /**
   * Program that wrote the export, with its version. For people and logs; it never decides how a
   * document is read.
   */
  readonly created_by: string;
  /**
   * Release tag of the llama.cpp that produced the GGUF files, or null for targets that do not
   * depend on llama.cpp.
   */
  readonly llama_cpp_tag: string | null;
  /**
   * Base model on the Hugging Face Hub, `org/name`.
   */
  readonly base_model_hf_id: string;
  /**
   * Commit of the base model's repository: 40 lower-case hexadecimal digits, never a branch or tag
   * name.
   */
  readonly base_model_revision: string;
  /**
   * Version of the trained adapter that was exported, counted from 1 in its store.
   */
  readonly adapter_version: number;
  /**
   * Every file that the export consists of, the manifest itself excepted. Order carries no meaning
   * and is preserved.
   *
   * @maxItems 65536
   */
  readonly artifacts: readonly ExportArtifact[];
}
/**
 * One file of the export.
 */
export interface ExportArtifact {
  /**
   * Where the file lies, relative to the export directory, with `/` between segments. No segment is
   * empty or ends in a full stop, so neither `..` nor an absolute path can be written.
   */
  readonly path: string;
  /**
   * SHA-256 digest of the file's bytes: 64 lower-case hexadecimal digits.
   */
  readonly sha256: string;
  /**
   * Size of the file in bytes.
   */
  readonly size_bytes: number;
}
