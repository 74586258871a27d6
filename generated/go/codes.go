// Code generated from schema/rules.json by nox -s generate. DO NOT EDIT.

package exportmanifest

// The codes of findings about manifests, files and stores and of losses, in rules.json.
const (
	// CodeEncodingSize: The document is larger than 16 MiB (16,777,216 bytes). Check that this is
	// the right file: no sensible export manifest comes near that size.
	CodeEncodingSize Code = "encoding/size"

	// CodeEncodingBOM: The document begins with a byte order mark. Write UTF-8 without a byte
	// order mark.
	CodeEncodingBOM Code = "encoding/bom"

	// CodeEncodingUTF8: The bytes are not well-formed UTF-8. Write UTF-8: no overlong forms, no
	// encoded surrogates, no UTF-16.
	CodeEncodingUTF8 Code = "encoding/utf8"

	// CodeEncodingSyntax: The text is not one JSON value as RFC 8259 defines it. Correct the text
	// at the line and column named; comments, trailing commas and anything after the value are
	// not JSON.
	CodeEncodingSyntax Code = "encoding/syntax"

	// CodeEncodingDuplicateMember: An object has two members of one name. Keep one of them;
	// readers disagree about which would count.
	CodeEncodingDuplicateMember Code = "encoding/duplicate-member"

	// CodeEncodingNumber: A number is not written as a plain integer, or lies beyond
	// 9007199254740991 in either direction. Write integers without fraction, exponent or negative
	// zero, within plus or minus 2^53 - 1.
	CodeEncodingNumber Code = "encoding/number"

	// CodeEncodingCharacter: A string or a member name holds a control character, a line or
	// paragraph separator, a lone surrogate or a noncharacter. Remove the character; neither its
	// raw nor its escaped form is allowed.
	CodeEncodingCharacter Code = "encoding/character"

	// CodeEncodingDepth: Arrays and objects are nested more than 16 deep. Check that this is the
	// right file: a manifest needs three levels.
	CodeEncodingDepth Code = "encoding/depth"

	// CodeVersionNotAnObject: The document is not a JSON object. An export manifest is one JSON
	// object.
	CodeVersionNotAnObject Code = "version/not-an-object"

	// CodeVersionNotAnInteger: schema_version is not an integer. Write the version as a JSON
	// integer, or leave the member out for versions 1 and 2.
	CodeVersionNotAnInteger Code = "version/not-an-integer"

	// CodeVersionUnsupported: schema_version names no version that carries it and that this
	// reader knows. Read the document with a newer release. Versions 1 and 2 never carry
	// schema_version; a store's own manifest.json does, and is no export manifest.
	CodeVersionUnsupported Code = "version/unsupported"

	// CodeSchemaRequired: A required member is absent. Add the member; none is optional in any
	// version, and null is written as null.
	CodeSchemaRequired Code = "schema/required"

	// CodeSchemaAdditionalProperties: An object has a member that its version does not define.
	// Remove the member, or migrate the document to the version that defines it.
	CodeSchemaAdditionalProperties Code = "schema/additionalProperties"

	// CodeSchemaType: A value is of another JSON type than its member allows. Write the type that
	// the schema names for the member.
	CodeSchemaType Code = "schema/type"

	// CodeSchemaEnum: A value is not one of those that the member may take. Write one of the
	// values that the schema lists.
	CodeSchemaEnum Code = "schema/enum"

	// CodeSchemaConst: A value differs from the only one that the member may take. Write the
	// value that the schema names.
	CodeSchemaConst Code = "schema/const"

	// CodeSchemaPattern: A string does not have the form that the member requires. Write the form
	// that the member's description gives.
	CodeSchemaPattern Code = "schema/pattern"

	// CodeSchemaMinLength: A string is shorter than the member allows. Write a longer string:
	// lengths count Unicode code points.
	CodeSchemaMinLength Code = "schema/minLength"

	// CodeSchemaMaxLength: A string is longer than the member allows. Write a shorter string:
	// lengths count Unicode code points.
	CodeSchemaMaxLength Code = "schema/maxLength"

	// CodeSchemaMinimum: An integer is less than the member allows. Write an integer within the
	// bounds of the schema.
	CodeSchemaMinimum Code = "schema/minimum"

	// CodeSchemaMaximum: An integer is greater than the member allows. Write an integer within
	// the bounds of the schema.
	CodeSchemaMaximum Code = "schema/maximum"

	// CodeSchemaMaxItems: An array has more entries than the member allows. List at most 65,536
	// artifacts in one manifest.
	CodeSchemaMaxItems Code = "schema/maxItems"

	// CodeRulesDuplicatePath: Two artifacts have one path. List each file once.
	CodeRulesDuplicatePath Code = "rules/duplicate-path"

	// CodeRulesCaseCollision: Two artifacts' paths differ only in the case of ASCII letters.
	// Rename one file: the two are one file where file names ignore case.
	CodeRulesCaseCollision Code = "rules/case-collision"

	// CodeRulesPathPrefix: One artifact's path is a folder in another's. A path is a file or a
	// folder, never both; rename one.
	CodeRulesPathPrefix Code = "rules/path-prefix"

	// CodeRulesReservedName: A segment of a path is a device name on Windows. Rename the file if
	// the export is ever to be copied to Windows: CON, PRN, AUX, NUL, COM0-9 and LPT0-9 are
	// devices there, with any extension and in any case.
	CodeRulesReservedName Code = "rules/reserved-name"

	// CodeRulesUnportablePath: A path holds a character other than A-Z, a-z, 0-9, full stop, low
	// line, plus sign and hyphen, or a segment that ends in a full stop or has more than 255
	// characters. Rename the file if the export is ever to be copied to another system: not every
	// file system and program takes such a name.
	CodeRulesUnportablePath Code = "rules/unportable-path"

	// CodeRulesSelfListing: The manifest lists itself. Leave export_manifest.json out: a file
	// cannot hold its own digest.
	CodeRulesSelfListing Code = "rules/self-listing"

	// CodeRulesCalendarDate: created_at is no date of the Gregorian calendar. Write a date that
	// exists, in a year from 0001 to 9999.
	CodeRulesCalendarDate Code = "rules/calendar-date"

	// CodeRulesOllamaName: Ollama would refuse the name. Choose a name of the form
	// [[[scheme://]host/]namespace/]model[:tag] when the export is registered with Ollama.
	CodeRulesOllamaName Code = "rules/ollama-name"

	// CodeRulesQuantName: A base model file is named after another quantization than the
	// manifest's. Find out which of the two is right: runtimes may choose the file by its name.
	CodeRulesQuantName Code = "rules/quant-name"

	// CodeRulesDequantizedWithoutMerged: dequantized is true and merged is not. A base model is
	// dequantized only to be merged; correct whichever member is wrong.
	CodeRulesDequantizedWithoutMerged Code = "rules/dequantized-without-merged"

	// CodeRulesTargetFields: A member has a value that exports for the target do not have.
	// Correct the member or the target: vllm and mlx-serve exports keep the Hugging Face layout,
	// ollama and llama-server exports are quantized GGUF files.
	CodeRulesTargetFields Code = "rules/target-fields"

	// CodeRulesMissingRole: No artifact has a role that the target needs. Wait where the export
	// is still running. Otherwise export again: it was interrupted after DLM had saved the
	// manifest and before it had written the last files.
	CodeRulesMissingRole Code = "rules/missing-role"

	// CodeFilesMissing: No file lies at the artifact's path. Restore the file or export again.
	CodeFilesMissing Code = "files/missing"

	// CodeFilesSize: The file's size is not the one recorded. Restore the file or export again.
	CodeFilesSize Code = "files/size"

	// CodeFilesSHA256: The file's SHA-256 digest is not the one recorded. Restore the file or
	// export again; its content differs from what was exported.
	CodeFilesSHA256 Code = "files/sha256"

	// CodeFilesSymlink: The path, or a folder on the way to it, is a symbolic link. Put the file
	// itself there: links are never followed.
	CodeFilesSymlink Code = "files/symlink"

	// CodeFilesNotRegular: The entry at the path is not a regular file. Put a regular file there:
	// directories, pipes, sockets and devices are never read.
	CodeFilesNotRegular Code = "files/not-regular"

	// CodeFilesUnreadable: The file could not be opened or read. Check the permissions of the
	// file and of the folders on the way to it, and the disk or store that holds it.
	CodeFilesUnreadable Code = "files/unreadable"

	// CodeFilesChanged: The file changed while it was being read. Verify again when nothing
	// writes to the export.
	CodeFilesChanged Code = "files/changed"

	// CodeFilesHardLink: The file has another name elsewhere on its file system. Harmless by
	// itself: a change made through the other name changes the export.
	CodeFilesHardLink Code = "files/hard-link"

	// CodeFilesUnlisted: The directory holds a file that no artifact names. Remove the file or
	// export again. Known companions of an export, signatures, litter of operating systems, and
	// temporary files of this package are notes.
	CodeFilesUnlisted Code = "files/unlisted"

	// CodeStoreNoManifest: A directory in the exports of a store holds no manifest: an export
	// that did not finish. Export again, or remove the directory.
	CodeStoreNoManifest Code = "store/no-manifest"

	// CodeStoreLink: A symbolic link stands where an export could be, and was not followed. Check
	// the folder that it leads to as well, or follow links with --follow.
	CodeStoreLink Code = "store/link"

	// CodeStoreSummaryMissing: The store's manifest.json has no row for the export. Export again,
	// or accept that the store's history does not know the export.
	CodeStoreSummaryMissing Code = "store/summary-missing"

	// CodeStoreSummaryMismatch: The store's manifest.json records something else about the
	// export. Find out which of the two is stale before relying on either.
	CodeStoreSummaryMismatch Code = "store/summary-mismatch"

	// CodeStoreExportGone: The store's manifest.json remembers an export whose directory is no
	// more. Nothing, if the export was removed on purpose; otherwise export again.
	CodeStoreExportGone Code = "store/export-gone"

	// CodeStoreMergedBaseReused: The export is not merged, and its base model is the one of a
	// merged export: the adapter would be applied twice. Remove the directory's base.*.gguf and
	// export again, so that DLM converts the base model anew.
	CodeStoreMergedBaseReused Code = "store/merged-base-reused"

	// CodeLossValue: Migrating down would drop a value that migrating up again would not restore.
	// Stay at the newer version, or allow the loss explicitly.
	CodeLossValue Code = "loss/value"

	// CodeLossUnrepresentable: The older version has no value for what the newer one holds. Stay
	// at the newer version, or change the value first.
	CodeLossUnrepresentable Code = "loss/unrepresentable"
)
