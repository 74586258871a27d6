// Generated from schema/export-manifest/v3/schema.json by `nox -s generate`. Do not edit.
/** Types of version 3 of the export manifest. */

/**
 * The record of what one DLM export emitted, for which runtime, from which base model and
 * adapter, with the path, digest, size and role of each file.
 */
export interface ExportManifest {
  /**
   * Version of this format. A reader decides by this integer alone which schema a document claims;
   * versions 1 and 2 never carry it.
   */
  readonly schema_version: 3;
  /**
   * Runtime that the export was prepared for. It decides which roles the artifacts should cover and
   * what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.
   */
  readonly target: "ollama" | "llama-server" | "vllm" | "mlx-serve";
  /**
   * Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for
   * exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low lines
   * and hyphens, beginning with a letter or digit.
   */
  readonly quant: string;
  /**
   * Whether the adapter's weights were merged into the base model's.
   */
  readonly merged: boolean;
  /**
   * Whether a quantized base model was expanded to full precision before the merge.
   */
  readonly dequantized: boolean;
  /**
   * Name under which the export was to be registered with Ollama, as it was given, or null. Any
   * text is recorded: Ollama itself judges it, and only when it is asked.
   */
  readonly ollama_name: string | null;
  /**
   * When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`, such
   * as `2026-04-23T18:42:00Z`, with fields in their ranges.
   */
  readonly created_at: string;
  /**
   * Program that wrote the export, with its version. For people and logs; it never decides how a
   * document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.
   */
  readonly created_by: string;
  /**
   * What the vendored llama.cpp says of its version, such as a release tag, or null for targets
   * that do not depend on llama.cpp.
   */
  readonly llama_cpp_tag: string | null;
  /**
   * Base model on the Hugging Face Hub. Must be `org/name`, such as
   * `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters,
   * digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`.
   */
  readonly base_model_hf_id: string;
  /**
   * Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or
   * tag such as `main` can move, so record the commit that it names.
   */
  readonly base_model_revision: string;
  /**
   * Version of the trained adapter that was exported, counted from 1 in its store.
   */
  readonly adapter_version: number;
  /**
   * Every file that the export consists of, the manifest itself excepted. Order carries no meaning
   * and is preserved.
   */
  readonly artifacts: readonly (ExportArtifact)[];
}

/**
 * One file of the export.
 */
export interface ExportArtifact {
  /**
   * Where the file lies in the export directory. Must be relative, with `/` between segments: no
   * empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that
   * is a drive).
   */
  readonly path: string;
  /**
   * SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.
   */
  readonly sha256: string;
  /**
   * Size of the file in bytes.
   */
  readonly size_bytes: number;
  /**
   * What the file is to the runtime, so that no runtime has to guess it from a name.
   */
  readonly role: "base_model" | "adapter" | "projector" | "modelfile" | "chat_template" | "launch_script" | "runtime_config" | "other";
}
