// Generated from schema/rules.json by `nox -s generate`. Do not edit.
//! The codes of the published catalogue.

use crate::code::codes;

codes! {
    EncodingSize {
        code: "encoding/size",
        severity: Error,
        meaning: "The document is larger than 16 MiB (16,777,216 bytes).",
        remedy: "Check that this is the right file: no sensible export manifest comes near that size.",
    }
    EncodingBom {
        code: "encoding/bom",
        severity: Error,
        meaning: "The document begins with a byte order mark.",
        remedy: "Write UTF-8 without a byte order mark.",
    }
    EncodingUtf8 {
        code: "encoding/utf8",
        severity: Error,
        meaning: "The bytes are not well-formed UTF-8.",
        remedy: "Write UTF-8: no overlong forms, no encoded surrogates, no UTF-16.",
    }
    EncodingSyntax {
        code: "encoding/syntax",
        severity: Error,
        meaning: "The text is not one JSON value as RFC 8259 defines it.",
        remedy: "Correct the text at the line and column named; comments, trailing commas and anything after the value are not JSON.",
    }
    EncodingDuplicateMember {
        code: "encoding/duplicate-member",
        severity: Error,
        meaning: "An object has two members of one name.",
        remedy: "Keep one of them; readers disagree about which would count.",
    }
    EncodingNumber {
        code: "encoding/number",
        severity: Error,
        meaning: "A number is not written as a plain integer, or lies beyond 9007199254740991 in either direction.",
        remedy: "Write integers without fraction, exponent or negative zero, within plus or minus 2^53 - 1.",
    }
    EncodingCharacter {
        code: "encoding/character",
        severity: Error,
        meaning: "A string or a member name holds a control character, a line or paragraph separator, a lone surrogate or a noncharacter.",
        remedy: "Remove the character; neither its raw nor its escaped form is allowed.",
    }
    EncodingDepth {
        code: "encoding/depth",
        severity: Error,
        meaning: "Arrays and objects are nested more than 16 deep.",
        remedy: "Check that this is the right file: a manifest needs three levels.",
    }
    VersionNotAnObject {
        code: "version/not-an-object",
        severity: Error,
        meaning: "The document is not a JSON object.",
        remedy: "An export manifest is one JSON object.",
    }
    VersionNotAnInteger {
        code: "version/not-an-integer",
        severity: Error,
        meaning: "schema_version is not an integer.",
        remedy: "Write the version as a JSON integer, or leave the member out for versions 1 and 2.",
    }
    VersionUnsupported {
        code: "version/unsupported",
        severity: Error,
        meaning: "schema_version names no version that carries it and that this reader knows.",
        remedy: "Read the document with a newer release. Versions 1 and 2 never carry schema_version; a store's own manifest.json does, and is no export manifest.",
    }
    SchemaRequired {
        code: "schema/required",
        severity: Error,
        meaning: "A required member is absent.",
        remedy: "Add the member; none is optional in any version, and null is written as null.",
    }
    SchemaAdditionalProperties {
        code: "schema/additionalProperties",
        severity: Error,
        meaning: "An object has a member that its version does not define.",
        remedy: "Remove the member, or migrate the document to the version that defines it.",
    }
    SchemaType {
        code: "schema/type",
        severity: Error,
        meaning: "A value is of another JSON type than its member allows.",
        remedy: "Write the type that the schema names for the member.",
    }
    SchemaEnum {
        code: "schema/enum",
        severity: Error,
        meaning: "A value is not one of those that the member may take.",
        remedy: "Write one of the values that the schema lists.",
    }
    SchemaConst {
        code: "schema/const",
        severity: Error,
        meaning: "A value differs from the only one that the member may take.",
        remedy: "Write the value that the schema names.",
    }
    SchemaPattern {
        code: "schema/pattern",
        severity: Error,
        meaning: "A string does not have the form that the member requires.",
        remedy: "Write the form that the member's description gives.",
    }
    SchemaMinLength {
        code: "schema/minLength",
        severity: Error,
        meaning: "A string is shorter than the member allows.",
        remedy: "Write a longer string: lengths count Unicode code points.",
    }
    SchemaMaxLength {
        code: "schema/maxLength",
        severity: Error,
        meaning: "A string is longer than the member allows.",
        remedy: "Write a shorter string: lengths count Unicode code points.",
    }
    SchemaMinimum {
        code: "schema/minimum",
        severity: Error,
        meaning: "An integer is less than the member allows.",
        remedy: "Write an integer within the bounds of the schema.",
    }
    SchemaMaximum {
        code: "schema/maximum",
        severity: Error,
        meaning: "An integer is greater than the member allows.",
        remedy: "Write an integer within the bounds of the schema.",
    }
    SchemaMaxItems {
        code: "schema/maxItems",
        severity: Error,
        meaning: "An array has more entries than the member allows.",
        remedy: "List at most 65,536 artifacts in one manifest.",
    }
    RulesDuplicatePath {
        code: "rules/duplicate-path",
        severity: Error,
        meaning: "Two artifacts have one path.",
        remedy: "List each file once.",
    }
    RulesCaseCollision {
        code: "rules/case-collision",
        severity: Warning,
        meaning: "Two artifacts' paths differ only in the case of ASCII letters.",
        remedy: "Rename one file: the two are one file where file names ignore case.",
    }
    RulesPathPrefix {
        code: "rules/path-prefix",
        severity: Error,
        meaning: "One artifact's path is a folder in another's.",
        remedy: "A path is a file or a folder, never both; rename one.",
    }
    RulesReservedName {
        code: "rules/reserved-name",
        severity: Warning,
        meaning: "A segment of a path is a device name on Windows.",
        remedy: "Rename the file if the export is ever to be copied to Windows: CON, PRN, AUX, NUL, COM0-9 and LPT0-9 are devices there, with any extension and in any case.",
    }
    RulesUnportablePath {
        code: "rules/unportable-path",
        severity: Warning,
        meaning: "A path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and hyphen, or a segment that ends in a full stop or has more than 255 characters.",
        remedy: "Rename the file if the export is ever to be copied to another system: not every file system and program takes such a name.",
    }
    RulesSelfListing {
        code: "rules/self-listing",
        severity: Error,
        meaning: "The manifest lists itself.",
        remedy: "Leave export_manifest.json out: a file cannot hold its own digest.",
    }
    RulesCalendarDate {
        code: "rules/calendar-date",
        severity: Error,
        meaning: "created_at is no date of the Gregorian calendar.",
        remedy: "Write a date that exists, in a year from 0001 to 9999.",
    }
    RulesOllamaName {
        code: "rules/ollama-name",
        severity: Warning,
        meaning: "Ollama would refuse the name.",
        remedy: "Choose a name of the form [[[scheme://]host/]namespace/]model[:tag] when the export is registered with Ollama.",
    }
    RulesQuantName {
        code: "rules/quant-name",
        severity: Warning,
        meaning: "A base model file is named after another quantization than the manifest's.",
        remedy: "Find out which of the two is right: runtimes may choose the file by its name.",
    }
    RulesDequantizedWithoutMerged {
        code: "rules/dequantized-without-merged",
        severity: Warning,
        meaning: "dequantized is true and merged is not.",
        remedy: "A base model is dequantized only to be merged; correct whichever member is wrong.",
    }
    RulesTargetFields {
        code: "rules/target-fields",
        severity: Warning,
        meaning: "A member has a value that exports for the target do not have.",
        remedy: "Correct the member or the target: vllm and mlx-serve exports keep the Hugging Face layout, ollama and llama-server exports are quantized GGUF files.",
    }
    RulesMissingRole {
        code: "rules/missing-role",
        severity: Warning,
        meaning: "No artifact has a role that the target needs.",
        remedy: "Wait where the export is still running. Otherwise export again: it was interrupted after DLM had saved the manifest and before it had written the last files.",
    }
    FilesMissing {
        code: "files/missing",
        severity: Error,
        meaning: "No file lies at the artifact's path.",
        remedy: "Restore the file or export again.",
    }
    FilesSize {
        code: "files/size",
        severity: Error,
        meaning: "The file's size is not the one recorded.",
        remedy: "Restore the file or export again.",
    }
    FilesSha256 {
        code: "files/sha256",
        severity: Error,
        meaning: "The file's SHA-256 digest is not the one recorded.",
        remedy: "Restore the file or export again; its content differs from what was exported.",
    }
    FilesSymlink {
        code: "files/symlink",
        severity: Error,
        meaning: "The path, or a folder on the way to it, is a symbolic link.",
        remedy: "Put the file itself there: links are never followed.",
    }
    FilesNotRegular {
        code: "files/not-regular",
        severity: Error,
        meaning: "The entry at the path is not a regular file.",
        remedy: "Put a regular file there: directories, pipes, sockets and devices are never read.",
    }
    FilesUnreadable {
        code: "files/unreadable",
        severity: Error,
        meaning: "The file could not be opened or read.",
        remedy: "Check the permissions of the file and of the folders on the way to it, and the disk or store that holds it.",
    }
    FilesChanged {
        code: "files/changed",
        severity: Error,
        meaning: "The file changed while it was being read.",
        remedy: "Verify again when nothing writes to the export.",
    }
    FilesHardLink {
        code: "files/hard-link",
        severity: Note,
        meaning: "The file has another name elsewhere on its file system.",
        remedy: "Harmless by itself: a change made through the other name changes the export.",
    }
    FilesUnlisted {
        code: "files/unlisted",
        severity: Warning,
        meaning: "The directory holds a file that no artifact names.",
        remedy: "Remove the file or export again. Known companions of an export, signatures, litter of operating systems, and temporary files of this package are notes.",
    }
    StoreNoManifest {
        code: "store/no-manifest",
        severity: Warning,
        meaning: "A directory in the exports of a store holds no manifest: an export that did not finish.",
        remedy: "Export again, or remove the directory.",
    }
    StoreLink {
        code: "store/link",
        severity: Warning,
        meaning: "A symbolic link stands where an export could be, and was not followed.",
        remedy: "Check the folder that it leads to as well, or follow links with --follow.",
    }
    StoreSummaryMissing {
        code: "store/summary-missing",
        severity: Warning,
        meaning: "The store's manifest.json has no row for the export.",
        remedy: "Export again, or accept that the store's history does not know the export.",
    }
    StoreSummaryMismatch {
        code: "store/summary-mismatch",
        severity: Error,
        meaning: "The store's manifest.json records something else about the export.",
        remedy: "Find out which of the two is stale before relying on either.",
    }
    StoreExportGone {
        code: "store/export-gone",
        severity: Note,
        meaning: "The store's manifest.json remembers an export whose directory is no more.",
        remedy: "Nothing, if the export was removed on purpose; otherwise export again.",
    }
    StoreMergedBaseReused {
        code: "store/merged-base-reused",
        severity: Warning,
        meaning: "The export is not merged, and its base model is the one of a merged export: the adapter would be applied twice.",
        remedy: "Remove the directory's base.*.gguf and export again, so that DLM converts the base model anew.",
    }
    LossValue {
        code: "loss/value",
        severity: Error,
        meaning: "Migrating down would drop a value that migrating up again would not restore.",
        remedy: "Stay at the newer version, or allow the loss explicitly.",
    }
    LossUnrepresentable {
        code: "loss/unrepresentable",
        severity: Error,
        meaning: "The older version has no value for what the newer one holds.",
        remedy: "Stay at the newer version, or change the value first.",
    }
}
