// Generated from schema by `nox -s generate`. Do not edit.

/** The published files of the specification, byte for byte, by their path. */

export const FILES = {
  "versions.json":
    "{\n" +
    "  \"$schema\": \"https://tenseleyflow.github.io/dlm-schema/versions.schema.json\",\n" +
    "  \"description\": \"Every version of the export manifest, oldest first. A draft may still change; a frozen version never does, and its digests are recorded here. Paths are relative to this file.\",\n" +
    "  \"versions\": [\n" +
    "    {\n" +
    "      \"number\": 1,\n" +
    "      \"status\": \"frozen\",\n" +
    "      \"written_by\": [\n" +
    "        \"DLM 0.9.0\",\n" +
    "        \"DLM 0.10.0\"\n" +
    "      ],\n" +
    "      \"read_by\": [\n" +
    "        \"DLM 0.9.0 and later\"\n" +
    "      ],\n" +
    "      \"files\": {\n" +
    "        \"schema\": {\n" +
    "          \"path\": \"export-manifest/v1/schema.json\",\n" +
    "          \"sha256\": \"1913f5e0f4de3928b2e342a6da29e33600db4cbb60abfbf3e2c0fcbcc4bc127c\"\n" +
    "        }\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"number\": 2,\n" +
    "      \"status\": \"frozen\",\n" +
    "      \"written_by\": [\n" +
    "        \"DLM after 0.10.0, since 2026-04-23\"\n" +
    "      ],\n" +
    "      \"read_by\": [\n" +
    "        \"DLM after 0.10.0, since 2026-04-23\"\n" +
    "      ],\n" +
    "      \"files\": {\n" +
    "        \"schema\": {\n" +
    "          \"path\": \"export-manifest/v2/schema.json\",\n" +
    "          \"sha256\": \"664b2eabdf0bd462230609657b98ffa0befbc57784000142aaaa9f437921c8e7\"\n" +
    "        },\n" +
    "        \"migration\": {\n" +
    "          \"path\": \"migrations/1-to-2.json\",\n" +
    "          \"sha256\": \"440b4d59e696dd071bce8a9da1d60893839d6c2ac1c45b65e47c70c43b6ee94c\"\n" +
    "        }\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"number\": 3,\n" +
    "      \"status\": \"draft\",\n" +
    "      \"written_by\": [\n" +
    "        \"dlm-schema\"\n" +
    "      ],\n" +
    "      \"read_by\": [],\n" +
    "      \"files\": {\n" +
    "        \"schema\": {\n" +
    "          \"path\": \"export-manifest/v3/schema.json\",\n" +
    "          \"sha256\": null\n" +
    "        },\n" +
    "        \"migration\": {\n" +
    "          \"path\": \"migrations/2-to-3.json\",\n" +
    "          \"sha256\": null\n" +
    "        }\n" +
    "      }\n" +
    "    }\n" +
    "  ]\n" +
    "}\n",
  "rules.json":
    "{\n" +
    "  \"$schema\": \"https://tenseleyflow.github.io/dlm-schema/rules.schema.json\",\n" +
    "  \"description\": \"Every finding that a reader, verifier, checker or migrator of export manifests can report, with the data of the rules that are data. Codes are permanent.\",\n" +
    "  \"rules\": [\n" +
    "    {\n" +
    "      \"code\": \"encoding/size\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The document is larger than 16 MiB (16,777,216 bytes).\",\n" +
    "      \"remedy\": \"Check that this is the right file: no sensible export manifest comes near that size.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/bom\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The document begins with a byte order mark.\",\n" +
    "      \"remedy\": \"Write UTF-8 without a byte order mark.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/utf8\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The bytes are not well-formed UTF-8.\",\n" +
    "      \"remedy\": \"Write UTF-8: no overlong forms, no encoded surrogates, no UTF-16.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/syntax\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The text is not one JSON value as RFC 8259 defines it.\",\n" +
    "      \"remedy\": \"Correct the text at the line and column named; comments, trailing commas and anything after the value are not JSON.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/duplicate-member\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"An object has two members of one name.\",\n" +
    "      \"remedy\": \"Keep one of them; readers disagree about which would count.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/number\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A number is not written as a plain integer, or lies beyond 9007199254740991 in either direction.\",\n" +
    "      \"remedy\": \"Write integers without fraction, exponent or negative zero, within plus or minus 2^53 - 1.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/character\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A string or a member name holds a control character, a line or paragraph separator, a lone surrogate or a noncharacter.\",\n" +
    "      \"remedy\": \"Remove the character; neither its raw nor its escaped form is allowed.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"encoding/depth\",\n" +
    "      \"layer\": \"encoding\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"Arrays and objects are nested more than 16 deep.\",\n" +
    "      \"remedy\": \"Check that this is the right file: a manifest needs three levels.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"version/not-an-object\",\n" +
    "      \"layer\": \"version\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The document is not a JSON object.\",\n" +
    "      \"remedy\": \"An export manifest is one JSON object.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"version/not-an-integer\",\n" +
    "      \"layer\": \"version\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"schema_version is not an integer.\",\n" +
    "      \"remedy\": \"Write the version as a JSON integer, or leave the member out for versions 1 and 2.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"version/unsupported\",\n" +
    "      \"layer\": \"version\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"schema_version names no version that carries it and that this reader knows.\",\n" +
    "      \"remedy\": \"Read the document with a newer release. Versions 1 and 2 never carry schema_version; a store's own manifest.json does, and is no export manifest.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/required\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A required member is absent.\",\n" +
    "      \"remedy\": \"Add the member; none is optional in any version, and null is written as null.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/additionalProperties\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"An object has a member that its version does not define.\",\n" +
    "      \"remedy\": \"Remove the member, or migrate the document to the version that defines it.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/type\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A value is of another JSON type than its member allows.\",\n" +
    "      \"remedy\": \"Write the type that the schema names for the member.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/enum\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A value is not one of those that the member may take.\",\n" +
    "      \"remedy\": \"Write one of the values that the schema lists.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/const\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A value differs from the only one that the member may take.\",\n" +
    "      \"remedy\": \"Write the value that the schema names.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/pattern\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A string does not have the form that the member requires.\",\n" +
    "      \"remedy\": \"Write the form that the member's description gives.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/minLength\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A string is shorter than the member allows.\",\n" +
    "      \"remedy\": \"Write a longer string: lengths count Unicode code points.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/maxLength\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"A string is longer than the member allows.\",\n" +
    "      \"remedy\": \"Write a shorter string: lengths count Unicode code points.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/minimum\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"An integer is less than the member allows.\",\n" +
    "      \"remedy\": \"Write an integer within the bounds of the schema.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/maximum\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"An integer is greater than the member allows.\",\n" +
    "      \"remedy\": \"Write an integer within the bounds of the schema.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"schema/maxItems\",\n" +
    "      \"layer\": \"schema\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"An array has more entries than the member allows.\",\n" +
    "      \"remedy\": \"List at most 65,536 artifacts in one manifest.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/duplicate-path\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"Two artifacts have one path.\",\n" +
    "      \"remedy\": \"List each file once.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/case-collision\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"Two artifacts' paths differ only in the case of ASCII letters.\",\n" +
    "      \"remedy\": \"Rename one file: the two are one file where file names ignore case.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/path-prefix\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"One artifact's path is a folder in another's.\",\n" +
    "      \"remedy\": \"A path is a file or a folder, never both; rename one.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/reserved-name\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A segment of a path is a device name on Windows.\",\n" +
    "      \"remedy\": \"Rename the file if the export is ever to be copied to Windows: CON, PRN, AUX, NUL, COM0-9 and LPT0-9 are devices there, with any extension and in any case.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"pattern\",\n" +
    "        \"pointer\": \"/artifacts/*/path\",\n" +
    "        \"separator\": \"/\",\n" +
    "        \"forbidden\": \"^([Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|([Cc][Oo][Mm]|[Ll][Pp][Tt])[0-9])([.][^/]{0,512}){0,1}$\"\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/unportable-path\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A path holds a character other than A-Z, a-z, 0-9, full stop, low line, plus sign and hyphen, or a segment that ends in a full stop or has more than 255 characters.\",\n" +
    "      \"remedy\": \"Rename the file if the export is ever to be copied to another system: not every file system and program takes such a name.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"pattern\",\n" +
    "        \"pointer\": \"/artifacts/*/path\",\n" +
    "        \"separator\": \"/\",\n" +
    "        \"pattern\": \"^[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]$\"\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/self-listing\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The manifest lists itself.\",\n" +
    "      \"remedy\": \"Leave export_manifest.json out: a file cannot hold its own digest.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/calendar-date\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"created_at is no date of the Gregorian calendar.\",\n" +
    "      \"remedy\": \"Write a date that exists, in a year from 0001 to 9999.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/ollama-name\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"Ollama would refuse the name.\",\n" +
    "      \"remedy\": \"Choose a name of the form [[[scheme://]host/]namespace/]model[:tag] when the export is registered with Ollama.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"pattern\",\n" +
    "        \"pointer\": \"/ollama_name\",\n" +
    "        \"pattern\": \"^((([A-Za-z0-9_][A-Za-z0-9_.-]{0,79}://){0,1}[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}/){0,1}[A-Za-z0-9_][A-Za-z0-9_-]{0,79}/){0,1}[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}){0,1}$\"\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/quant-name\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A base model file is named after another quantization than the manifest's.\",\n" +
    "      \"remedy\": \"Find out which of the two is right: runtimes may choose the file by its name.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"embedded_value\",\n" +
    "        \"pointer\": \"/artifacts/*/path\",\n" +
    "        \"prefix\": \"base.\",\n" +
    "        \"suffix\": \".gguf\",\n" +
    "        \"member\": \"quant\"\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/dequantized-without-merged\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"dequantized is true and merged is not.\",\n" +
    "      \"remedy\": \"A base model is dequantized only to be merged; correct whichever member is wrong.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/target-fields\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A member has a value that exports for the target do not have.\",\n" +
    "      \"remedy\": \"Correct the member or the target: vllm and mlx-serve exports keep the Hugging Face layout, ollama and llama-server exports are quantized GGUF files.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"values_by_target\",\n" +
    "        \"require\": {\n" +
    "          \"vllm\": {\n" +
    "            \"quant\": \"hf\",\n" +
    "            \"merged\": false,\n" +
    "            \"dequantized\": false,\n" +
    "            \"llama_cpp_tag\": null,\n" +
    "            \"ollama_name\": null\n" +
    "          },\n" +
    "          \"mlx-serve\": {\n" +
    "            \"quant\": \"hf\",\n" +
    "            \"merged\": false,\n" +
    "            \"dequantized\": false,\n" +
    "            \"llama_cpp_tag\": null,\n" +
    "            \"ollama_name\": null\n" +
    "          }\n" +
    "        },\n" +
    "        \"forbid\": {\n" +
    "          \"ollama\": {\n" +
    "            \"quant\": \"hf\"\n" +
    "          },\n" +
    "          \"llama-server\": {\n" +
    "            \"quant\": \"hf\"\n" +
    "          }\n" +
    "        }\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"rules/missing-role\",\n" +
    "      \"layer\": \"rules\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"No artifact has a role that the target needs.\",\n" +
    "      \"remedy\": \"Wait where the export is still running. Otherwise export again: it was interrupted after DLM had saved the manifest and before it had written the last files.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"roles_by_target\",\n" +
    "        \"roles\": {\n" +
    "          \"ollama\": [\n" +
    "            \"base_model\"\n" +
    "          ],\n" +
    "          \"llama-server\": [\n" +
    "            \"base_model\",\n" +
    "            \"chat_template\",\n" +
    "            \"launch_script\"\n" +
    "          ],\n" +
    "          \"vllm\": [\n" +
    "            \"adapter\",\n" +
    "            \"runtime_config\",\n" +
    "            \"launch_script\"\n" +
    "          ],\n" +
    "          \"mlx-serve\": [\n" +
    "            \"adapter\",\n" +
    "            \"launch_script\"\n" +
    "          ]\n" +
    "        }\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/missing\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"No file lies at the artifact's path.\",\n" +
    "      \"remedy\": \"Restore the file or export again.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/size\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The file's size is not the one recorded.\",\n" +
    "      \"remedy\": \"Restore the file or export again.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/sha256\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The file's SHA-256 digest is not the one recorded.\",\n" +
    "      \"remedy\": \"Restore the file or export again; its content differs from what was exported.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/symlink\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The path, or a folder on the way to it, is a symbolic link.\",\n" +
    "      \"remedy\": \"Put the file itself there: links are never followed.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/not-regular\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The entry at the path is not a regular file.\",\n" +
    "      \"remedy\": \"Put a regular file there: directories, pipes, sockets and devices are never read.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/unreadable\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The file could not be opened or read.\",\n" +
    "      \"remedy\": \"Check the permissions of the file and of the folders on the way to it, and the disk or store that holds it.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/changed\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The file changed while it was being read.\",\n" +
    "      \"remedy\": \"Verify again when nothing writes to the export.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/hard-link\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"note\",\n" +
    "      \"meaning\": \"The file has another name elsewhere on its file system.\",\n" +
    "      \"remedy\": \"Harmless by itself: a change made through the other name changes the export.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"files/unlisted\",\n" +
    "      \"layer\": \"files\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"The directory holds a file that no artifact names.\",\n" +
    "      \"remedy\": \"Remove the file or export again. Known companions of an export, signatures, litter of operating systems, and temporary files of this package are notes.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"companions\",\n" +
    "        \"severity\": \"note\",\n" +
    "        \"at_top\": [\n" +
    "          \"^Modelfile$\",\n" +
    "          \"^imatrix[.][^/]{0,512}$\",\n" +
    "          \"^vl_gguf[.]json$\",\n" +
    "          \"^sway[.]yaml$\",\n" +
    "          \"^[.]dlm-schema-(stays-){0,1}[0-9a-f]{16}[.]tmp$\"\n" +
    "        ],\n" +
    "        \"anywhere\": [\n" +
    "          \"^[^/]{1,512}[.]sig$\",\n" +
    "          \"^[^/]{1,512}[.]sigstore[.]json$\",\n" +
    "          \"^[^/]{1,512}[.]asc$\",\n" +
    "          \"^[.]DS_Store$\",\n" +
    "          \"^[.]_[^/]{0,512}$\",\n" +
    "          \"^Thumbs[.]db$\",\n" +
    "          \"^desktop[.]ini$\",\n" +
    "          \"^[.]nfs[^/]{1,512}$\"\n" +
    "        ]\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/no-manifest\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A directory in the exports of a store holds no manifest: an export that did not finish.\",\n" +
    "      \"remedy\": \"Export again, or remove the directory.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"snapshots\",\n" +
    "        \"directories\": [\n" +
    "          \"hf-snapshot\",\n" +
    "          \"hf-audio-snapshot\"\n" +
    "        ],\n" +
    "        \"filename\": \"snapshot_manifest.json\",\n" +
    "        \"companions\": [\n" +
    "          \"^README[.]md$\"\n" +
    "        ]\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/link\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"A symbolic link stands where an export could be, and was not followed.\",\n" +
    "      \"remedy\": \"Check the folder that it leads to as well, or follow links with --follow.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/summary-missing\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"The store's manifest.json has no row for the export.\",\n" +
    "      \"remedy\": \"Export again, or accept that the store's history does not know the export.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/summary-mismatch\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The store's manifest.json records something else about the export.\",\n" +
    "      \"remedy\": \"Find out which of the two is stale before relying on either.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/export-gone\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"note\",\n" +
    "      \"meaning\": \"The store's manifest.json remembers an export whose directory is no more.\",\n" +
    "      \"remedy\": \"Nothing, if the export was removed on purpose; otherwise export again.\",\n" +
    "      \"parameters\": {\n" +
    "        \"kind\": \"directories_by_target\",\n" +
    "        \"directories\": {\n" +
    "          \"mlx-serve\": \"mlx-serve\",\n" +
    "          \"vllm\": \"vllm\"\n" +
    "        }\n" +
    "      }\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"store/merged-base-reused\",\n" +
    "      \"layer\": \"store\",\n" +
    "      \"severity\": \"warning\",\n" +
    "      \"meaning\": \"The export is not merged, and its base model is the one of a merged export: the adapter would be applied twice.\",\n" +
    "      \"remedy\": \"Remove the directory's base.*.gguf and export again, so that DLM converts the base model anew.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"loss/value\",\n" +
    "      \"layer\": \"migration\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"Migrating down would drop a value that migrating up again would not restore.\",\n" +
    "      \"remedy\": \"Stay at the newer version, or allow the loss explicitly.\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"code\": \"loss/unrepresentable\",\n" +
    "      \"layer\": \"migration\",\n" +
    "      \"severity\": \"error\",\n" +
    "      \"meaning\": \"The older version has no value for what the newer one holds.\",\n" +
    "      \"remedy\": \"Stay at the newer version, or change the value first.\"\n" +
    "    }\n" +
    "  ]\n" +
    "}\n",
  "export-manifest/v1/schema.json":
    "{\n" +
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n" +
    "  \"$id\": \"https://tenseleyflow.github.io/dlm-schema/export-manifest/v1/schema.json\",\n" +
    "  \"title\": \"ExportManifest\",\n" +
    "  \"description\": \"The record that DLM 0.9.0 and 0.10.0 leave in the directory of an export. It names no target: every such export is for Ollama.\",\n" +
    "  \"type\": \"object\",\n" +
    "  \"required\": [\n" +
    "    \"quant\",\n" +
    "    \"merged\",\n" +
    "    \"dequantized\",\n" +
    "    \"ollama_name\",\n" +
    "    \"created_at\",\n" +
    "    \"created_by\",\n" +
    "    \"llama_cpp_tag\",\n" +
    "    \"base_model_hf_id\",\n" +
    "    \"base_model_revision\",\n" +
    "    \"adapter_version\",\n" +
    "    \"artifacts\"\n" +
    "  ],\n" +
    "  \"additionalProperties\": false,\n" +
    "  \"properties\": {\n" +
    "    \"quant\": {\n" +
    "      \"description\": \"Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 64,\n" +
    "      \"pattern\": \"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$\",\n" +
    "      \"examples\": [\n" +
    "        \"Q4_K_M\",\n" +
    "        \"hf\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"merged\": {\n" +
    "      \"description\": \"Whether the adapter's weights were merged into the base model's.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"dequantized\": {\n" +
    "      \"description\": \"Whether a quantized base model was expanded to full precision before the merge.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"ollama_name\": {\n" +
    "      \"description\": \"Name under which the export was to be registered with Ollama, as it was given, or null. Any text is recorded: Ollama itself judges it, and only when it is asked.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"my-tutor:v3\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_at\": {\n" +
    "      \"description\": \"When the export was made, to the second, in UTC by convention. Must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 19,\n" +
    "      \"maxLength\": 19,\n" +
    "      \"pattern\": \"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$\",\n" +
    "      \"examples\": [\n" +
    "        \"2026-04-23T18:42:00\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_by\": {\n" +
    "      \"description\": \"Program that wrote the export, with its version. For people and logs; it never decides how a document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 128,\n" +
    "      \"pattern\": \"^[!-~]{1,128}$\",\n" +
    "      \"examples\": [\n" +
    "        \"dlm-0.10.0\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"llama_cpp_tag\": {\n" +
    "      \"description\": \"What the vendored llama.cpp says of its version, such as a release tag, or null for targets that do not depend on llama.cpp.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"b8816\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_hf_id\": {\n" +
    "      \"description\": \"Base model on the Hugging Face Hub. Must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 3,\n" +
    "      \"maxLength\": 256,\n" +
    "      \"pattern\": \"^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$\",\n" +
    "      \"examples\": [\n" +
    "        \"HuggingFaceTB/SmolLM2-135M-Instruct\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_revision\": {\n" +
    "      \"description\": \"Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 40,\n" +
    "      \"maxLength\": 40,\n" +
    "      \"pattern\": \"^[0-9a-f]{40}$\",\n" +
    "      \"examples\": [\n" +
    "        \"12fd25f77366fa6b3b4b768ec3050bf629380bac\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"adapter_version\": {\n" +
    "      \"description\": \"Version of the trained adapter that was exported, counted from 1 in its store.\",\n" +
    "      \"type\": \"integer\",\n" +
    "      \"minimum\": 1,\n" +
    "      \"maximum\": 9007199254740991,\n" +
    "      \"examples\": [\n" +
    "        3\n" +
    "      ]\n" +
    "    },\n" +
    "    \"artifacts\": {\n" +
    "      \"description\": \"Every file that the export consists of, the manifest itself excepted. Order carries no meaning and is preserved.\",\n" +
    "      \"type\": \"array\",\n" +
    "      \"maxItems\": 65536,\n" +
    "      \"items\": {\n" +
    "        \"$ref\": \"#/$defs/ExportArtifact\"\n" +
    "      }\n" +
    "    }\n" +
    "  },\n" +
    "  \"$defs\": {\n" +
    "    \"ExportArtifact\": {\n" +
    "      \"title\": \"ExportArtifact\",\n" +
    "      \"description\": \"One file of the export.\",\n" +
    "      \"type\": \"object\",\n" +
    "      \"required\": [\n" +
    "        \"path\",\n" +
    "        \"sha256\",\n" +
    "        \"size_bytes\"\n" +
    "      ],\n" +
    "      \"additionalProperties\": false,\n" +
    "      \"properties\": {\n" +
    "        \"path\": {\n" +
    "          \"description\": \"Where the file lies in the export directory. Must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive).\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 1,\n" +
    "          \"maxLength\": 512,\n" +
    "          \"pattern\": \"^([^/\\\\\\\\.:]|[.][^/\\\\\\\\.:]|[.][.][^/\\\\\\\\:])[^/\\\\\\\\:]{0,512}(/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])([^/\\\\\\\\]|/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])){0,512}){0,1}$\",\n" +
    "          \"examples\": [\n" +
    "            \"base.Q4_K_M.gguf\",\n" +
    "            \"adapters/tone/adapter_model.safetensors\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"sha256\": {\n" +
    "          \"description\": \"SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 64,\n" +
    "          \"maxLength\": 64,\n" +
    "          \"pattern\": \"^[0-9a-f]{64}$\",\n" +
    "          \"examples\": [\n" +
    "            \"4b0b98f38043297a684f4cfbb39b299985dd3b2c3f74585acb5c196300457b96\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"size_bytes\": {\n" +
    "          \"description\": \"Size of the file in bytes.\",\n" +
    "          \"type\": \"integer\",\n" +
    "          \"minimum\": 0,\n" +
    "          \"maximum\": 9007199254740991,\n" +
    "          \"examples\": [\n" +
    "            1216\n" +
    "          ]\n" +
    "        }\n" +
    "      }\n" +
    "    }\n" +
    "  }\n" +
    "}\n",
  "export-manifest/v2/schema.json":
    "{\n" +
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n" +
    "  \"$id\": \"https://tenseleyflow.github.io/dlm-schema/export-manifest/v2/schema.json\",\n" +
    "  \"title\": \"ExportManifest\",\n" +
    "  \"description\": \"The record that DLM has left in the directory of an export since it serves four runtimes: version 1 and a `target`.\",\n" +
    "  \"type\": \"object\",\n" +
    "  \"required\": [\n" +
    "    \"target\",\n" +
    "    \"quant\",\n" +
    "    \"merged\",\n" +
    "    \"dequantized\",\n" +
    "    \"ollama_name\",\n" +
    "    \"created_at\",\n" +
    "    \"created_by\",\n" +
    "    \"llama_cpp_tag\",\n" +
    "    \"base_model_hf_id\",\n" +
    "    \"base_model_revision\",\n" +
    "    \"adapter_version\",\n" +
    "    \"artifacts\"\n" +
    "  ],\n" +
    "  \"additionalProperties\": false,\n" +
    "  \"properties\": {\n" +
    "    \"target\": {\n" +
    "      \"description\": \"Runtime that the export was prepared for. It decides which roles the artifacts should cover and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"enum\": [\n" +
    "        \"ollama\",\n" +
    "        \"llama-server\",\n" +
    "        \"vllm\",\n" +
    "        \"mlx-serve\"\n" +
    "      ],\n" +
    "      \"examples\": [\n" +
    "        \"llama-server\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"quant\": {\n" +
    "      \"description\": \"Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 64,\n" +
    "      \"pattern\": \"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$\",\n" +
    "      \"examples\": [\n" +
    "        \"Q4_K_M\",\n" +
    "        \"hf\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"merged\": {\n" +
    "      \"description\": \"Whether the adapter's weights were merged into the base model's.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"dequantized\": {\n" +
    "      \"description\": \"Whether a quantized base model was expanded to full precision before the merge.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"ollama_name\": {\n" +
    "      \"description\": \"Name under which the export was to be registered with Ollama, as it was given, or null. Any text is recorded: Ollama itself judges it, and only when it is asked.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"my-tutor:v3\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_at\": {\n" +
    "      \"description\": \"When the export was made, to the second, in UTC by convention. Must be written `YYYY-MM-DDThh:mm:ss`, such as `2026-04-23T18:42:00`, with fields in their ranges and no time zone.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 19,\n" +
    "      \"maxLength\": 19,\n" +
    "      \"pattern\": \"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$\",\n" +
    "      \"examples\": [\n" +
    "        \"2026-04-23T18:42:00\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_by\": {\n" +
    "      \"description\": \"Program that wrote the export, with its version. For people and logs; it never decides how a document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 128,\n" +
    "      \"pattern\": \"^[!-~]{1,128}$\",\n" +
    "      \"examples\": [\n" +
    "        \"dlm-0.10.0\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"llama_cpp_tag\": {\n" +
    "      \"description\": \"What the vendored llama.cpp says of its version, such as a release tag, or null for targets that do not depend on llama.cpp.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"b8816\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_hf_id\": {\n" +
    "      \"description\": \"Base model on the Hugging Face Hub. Must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 3,\n" +
    "      \"maxLength\": 256,\n" +
    "      \"pattern\": \"^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$\",\n" +
    "      \"examples\": [\n" +
    "        \"HuggingFaceTB/SmolLM2-135M-Instruct\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_revision\": {\n" +
    "      \"description\": \"Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 40,\n" +
    "      \"maxLength\": 40,\n" +
    "      \"pattern\": \"^[0-9a-f]{40}$\",\n" +
    "      \"examples\": [\n" +
    "        \"12fd25f77366fa6b3b4b768ec3050bf629380bac\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"adapter_version\": {\n" +
    "      \"description\": \"Version of the trained adapter that was exported, counted from 1 in its store.\",\n" +
    "      \"type\": \"integer\",\n" +
    "      \"minimum\": 1,\n" +
    "      \"maximum\": 9007199254740991,\n" +
    "      \"examples\": [\n" +
    "        3\n" +
    "      ]\n" +
    "    },\n" +
    "    \"artifacts\": {\n" +
    "      \"description\": \"Every file that the export consists of, the manifest itself excepted. Order carries no meaning and is preserved.\",\n" +
    "      \"type\": \"array\",\n" +
    "      \"maxItems\": 65536,\n" +
    "      \"items\": {\n" +
    "        \"$ref\": \"#/$defs/ExportArtifact\"\n" +
    "      }\n" +
    "    }\n" +
    "  },\n" +
    "  \"$defs\": {\n" +
    "    \"ExportArtifact\": {\n" +
    "      \"title\": \"ExportArtifact\",\n" +
    "      \"description\": \"One file of the export.\",\n" +
    "      \"type\": \"object\",\n" +
    "      \"required\": [\n" +
    "        \"path\",\n" +
    "        \"sha256\",\n" +
    "        \"size_bytes\"\n" +
    "      ],\n" +
    "      \"additionalProperties\": false,\n" +
    "      \"properties\": {\n" +
    "        \"path\": {\n" +
    "          \"description\": \"Where the file lies in the export directory. Must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive).\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 1,\n" +
    "          \"maxLength\": 512,\n" +
    "          \"pattern\": \"^([^/\\\\\\\\.:]|[.][^/\\\\\\\\.:]|[.][.][^/\\\\\\\\:])[^/\\\\\\\\:]{0,512}(/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])([^/\\\\\\\\]|/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])){0,512}){0,1}$\",\n" +
    "          \"examples\": [\n" +
    "            \"base.Q4_K_M.gguf\",\n" +
    "            \"adapters/tone/adapter_model.safetensors\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"sha256\": {\n" +
    "          \"description\": \"SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 64,\n" +
    "          \"maxLength\": 64,\n" +
    "          \"pattern\": \"^[0-9a-f]{64}$\",\n" +
    "          \"examples\": [\n" +
    "            \"4b0b98f38043297a684f4cfbb39b299985dd3b2c3f74585acb5c196300457b96\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"size_bytes\": {\n" +
    "          \"description\": \"Size of the file in bytes.\",\n" +
    "          \"type\": \"integer\",\n" +
    "          \"minimum\": 0,\n" +
    "          \"maximum\": 9007199254740991,\n" +
    "          \"examples\": [\n" +
    "            1216\n" +
    "          ]\n" +
    "        }\n" +
    "      }\n" +
    "    }\n" +
    "  }\n" +
    "}\n",
  "migrations/1-to-2.json":
    "{\n" +
    "  \"$schema\": \"https://tenseleyflow.github.io/dlm-schema/migration.schema.json\",\n" +
    "  \"description\": \"Version 2 names the runtime. Every version 1 export was made for Ollama.\",\n" +
    "  \"from\": 1,\n" +
    "  \"to\": 2,\n" +
    "  \"operations\": [\n" +
    "    {\n" +
    "      \"op\": \"add\",\n" +
    "      \"description\": \"Version 1 is always Ollama, so going down loses any other target.\",\n" +
    "      \"pointer\": \"/target\",\n" +
    "      \"value\": \"ollama\"\n" +
    "    }\n" +
    "  ]\n" +
    "}\n",
  "export-manifest/v3/schema.json":
    "{\n" +
    "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n" +
    "  \"$id\": \"https://tenseleyflow.github.io/dlm-schema/export-manifest/v3/schema.json\",\n" +
    "  \"title\": \"ExportManifest\",\n" +
    "  \"description\": \"The record of what one DLM export emitted, for which runtime, from which base model and adapter, with the path, digest, size and role of each file.\",\n" +
    "  \"type\": \"object\",\n" +
    "  \"required\": [\n" +
    "    \"schema_version\",\n" +
    "    \"target\",\n" +
    "    \"quant\",\n" +
    "    \"merged\",\n" +
    "    \"dequantized\",\n" +
    "    \"ollama_name\",\n" +
    "    \"created_at\",\n" +
    "    \"created_by\",\n" +
    "    \"llama_cpp_tag\",\n" +
    "    \"base_model_hf_id\",\n" +
    "    \"base_model_revision\",\n" +
    "    \"adapter_version\",\n" +
    "    \"artifacts\"\n" +
    "  ],\n" +
    "  \"additionalProperties\": false,\n" +
    "  \"properties\": {\n" +
    "    \"schema_version\": {\n" +
    "      \"description\": \"Version of this format. A reader decides by this integer alone which schema a document claims; versions 1 and 2 never carry it.\",\n" +
    "      \"type\": \"integer\",\n" +
    "      \"const\": 3\n" +
    "    },\n" +
    "    \"target\": {\n" +
    "      \"description\": \"Runtime that the export was prepared for. It decides which roles the artifacts should cover and what `quant`, `merged`, `dequantized`, `llama_cpp_tag` and `ollama_name` should say.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"enum\": [\n" +
    "        \"ollama\",\n" +
    "        \"llama-server\",\n" +
    "        \"vllm\",\n" +
    "        \"mlx-serve\"\n" +
    "      ],\n" +
    "      \"examples\": [\n" +
    "        \"llama-server\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"quant\": {\n" +
    "      \"description\": \"Export family: a llama.cpp quantization name such as `Q4_K_M`, `Q8_0` or `F16`, or `hf` for exports that keep the Hugging Face layout. Must be ASCII letters, digits, full stops, low lines and hyphens, beginning with a letter or digit.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 64,\n" +
    "      \"pattern\": \"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$\",\n" +
    "      \"examples\": [\n" +
    "        \"Q4_K_M\",\n" +
    "        \"hf\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"merged\": {\n" +
    "      \"description\": \"Whether the adapter's weights were merged into the base model's.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"dequantized\": {\n" +
    "      \"description\": \"Whether a quantized base model was expanded to full precision before the merge.\",\n" +
    "      \"type\": \"boolean\"\n" +
    "    },\n" +
    "    \"ollama_name\": {\n" +
    "      \"description\": \"Name under which the export was to be registered with Ollama, as it was given, or null. Any text is recorded: Ollama itself judges it, and only when it is asked.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"my-tutor:v3\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_at\": {\n" +
    "      \"description\": \"When the export was made, to the second, in UTC. Must be written `YYYY-MM-DDThh:mm:ssZ`, such as `2026-04-23T18:42:00Z`, with fields in their ranges.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 20,\n" +
    "      \"maxLength\": 20,\n" +
    "      \"pattern\": \"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$\",\n" +
    "      \"examples\": [\n" +
    "        \"2026-04-23T18:42:00Z\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"created_by\": {\n" +
    "      \"description\": \"Program that wrote the export, with its version. For people and logs; it never decides how a document is read. Must be visible ASCII characters without spaces, such as `dlm-0.10.0`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 1,\n" +
    "      \"maxLength\": 128,\n" +
    "      \"pattern\": \"^[!-~]{1,128}$\",\n" +
    "      \"examples\": [\n" +
    "        \"dlm-0.10.0\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"llama_cpp_tag\": {\n" +
    "      \"description\": \"What the vendored llama.cpp says of its version, such as a release tag, or null for targets that do not depend on llama.cpp.\",\n" +
    "      \"type\": [\n" +
    "        \"string\",\n" +
    "        \"null\"\n" +
    "      ],\n" +
    "      \"maxLength\": 1024,\n" +
    "      \"examples\": [\n" +
    "        \"b8816\",\n" +
    "        null\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_hf_id\": {\n" +
    "      \"description\": \"Base model on the Hugging Face Hub. Must be `org/name`, such as `HuggingFaceTB/SmolLM2-135M-Instruct`: an organization, one `/` and a name, in ASCII letters, digits, full stops, low lines and hyphens; a revision belongs in `base_model_revision`.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 3,\n" +
    "      \"maxLength\": 256,\n" +
    "      \"pattern\": \"^[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}$\",\n" +
    "      \"examples\": [\n" +
    "        \"HuggingFaceTB/SmolLM2-135M-Instruct\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"base_model_revision\": {\n" +
    "      \"description\": \"Commit of the base model's repository. Must be 40 lower-case hexadecimal digits: a branch or tag such as `main` can move, so record the commit that it names.\",\n" +
    "      \"type\": \"string\",\n" +
    "      \"minLength\": 40,\n" +
    "      \"maxLength\": 40,\n" +
    "      \"pattern\": \"^[0-9a-f]{40}$\",\n" +
    "      \"examples\": [\n" +
    "        \"12fd25f77366fa6b3b4b768ec3050bf629380bac\"\n" +
    "      ]\n" +
    "    },\n" +
    "    \"adapter_version\": {\n" +
    "      \"description\": \"Version of the trained adapter that was exported, counted from 1 in its store.\",\n" +
    "      \"type\": \"integer\",\n" +
    "      \"minimum\": 1,\n" +
    "      \"maximum\": 9007199254740991,\n" +
    "      \"examples\": [\n" +
    "        3\n" +
    "      ]\n" +
    "    },\n" +
    "    \"artifacts\": {\n" +
    "      \"description\": \"Every file that the export consists of, the manifest itself excepted. Order carries no meaning and is preserved.\",\n" +
    "      \"type\": \"array\",\n" +
    "      \"maxItems\": 65536,\n" +
    "      \"items\": {\n" +
    "        \"$ref\": \"#/$defs/ExportArtifact\"\n" +
    "      }\n" +
    "    }\n" +
    "  },\n" +
    "  \"$defs\": {\n" +
    "    \"ExportArtifact\": {\n" +
    "      \"title\": \"ExportArtifact\",\n" +
    "      \"description\": \"One file of the export.\",\n" +
    "      \"type\": \"object\",\n" +
    "      \"required\": [\n" +
    "        \"path\",\n" +
    "        \"sha256\",\n" +
    "        \"size_bytes\",\n" +
    "        \"role\"\n" +
    "      ],\n" +
    "      \"additionalProperties\": false,\n" +
    "      \"properties\": {\n" +
    "        \"path\": {\n" +
    "          \"description\": \"Where the file lies in the export directory. Must be relative, with `/` between segments: no empty segment, no `.` or `..`, no backslash, and no colon in the first segment (on Windows that is a drive).\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 1,\n" +
    "          \"maxLength\": 512,\n" +
    "          \"pattern\": \"^([^/\\\\\\\\.:]|[.][^/\\\\\\\\.:]|[.][.][^/\\\\\\\\:])[^/\\\\\\\\:]{0,512}(/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])([^/\\\\\\\\]|/([^/\\\\\\\\.]|[.][^/\\\\\\\\.]|[.][.][^/\\\\\\\\])){0,512}){0,1}$\",\n" +
    "          \"examples\": [\n" +
    "            \"base.Q4_K_M.gguf\",\n" +
    "            \"adapters/tone/adapter_model.safetensors\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"sha256\": {\n" +
    "          \"description\": \"SHA-256 digest of the file's bytes. Must be 64 lower-case hexadecimal digits.\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"minLength\": 64,\n" +
    "          \"maxLength\": 64,\n" +
    "          \"pattern\": \"^[0-9a-f]{64}$\",\n" +
    "          \"examples\": [\n" +
    "            \"4b0b98f38043297a684f4cfbb39b299985dd3b2c3f74585acb5c196300457b96\"\n" +
    "          ]\n" +
    "        },\n" +
    "        \"size_bytes\": {\n" +
    "          \"description\": \"Size of the file in bytes.\",\n" +
    "          \"type\": \"integer\",\n" +
    "          \"minimum\": 0,\n" +
    "          \"maximum\": 9007199254740991,\n" +
    "          \"examples\": [\n" +
    "            1216\n" +
    "          ]\n" +
    "        },\n" +
    "        \"role\": {\n" +
    "          \"description\": \"What the file is to the runtime, so that no runtime has to guess it from a name.\",\n" +
    "          \"type\": \"string\",\n" +
    "          \"enum\": [\n" +
    "            \"base_model\",\n" +
    "            \"adapter\",\n" +
    "            \"projector\",\n" +
    "            \"modelfile\",\n" +
    "            \"chat_template\",\n" +
    "            \"launch_script\",\n" +
    "            \"runtime_config\",\n" +
    "            \"other\"\n" +
    "          ],\n" +
    "          \"examples\": [\n" +
    "            \"adapter\"\n" +
    "          ]\n" +
    "        }\n" +
    "      }\n" +
    "    }\n" +
    "  }\n" +
    "}\n",
  "migrations/2-to-3.json":
    "{\n" +
    "  \"$schema\": \"https://tenseleyflow.github.io/dlm-schema/migration.schema.json\",\n" +
    "  \"description\": \"Version 3 names its own version, writes its time zone and gives every artifact a role.\",\n" +
    "  \"from\": 2,\n" +
    "  \"to\": 3,\n" +
    "  \"operations\": [\n" +
    "    {\n" +
    "      \"op\": \"add\",\n" +
    "      \"description\": \"From version 3 on a document says which version it is.\",\n" +
    "      \"pointer\": \"/schema_version\",\n" +
    "      \"value\": 3\n" +
    "    },\n" +
    "    {\n" +
    "      \"op\": \"suffix\",\n" +
    "      \"description\": \"UTC by convention becomes UTC in writing.\",\n" +
    "      \"pointer\": \"/created_at\",\n" +
    "      \"suffix\": \"Z\"\n" +
    "    },\n" +
    "    {\n" +
    "      \"op\": \"derive\",\n" +
    "      \"description\": \"The first rule that holds decides. A rule holds when its pattern matches the artifact's path and it names no targets or names the document's.\",\n" +
    "      \"pointer\": \"/artifacts/*/role\",\n" +
    "      \"source\": \"/artifacts/*/path\",\n" +
    "      \"target\": \"/target\",\n" +
    "      \"rules\": [\n" +
    "        {\n" +
    "          \"pattern\": \"^base[.][^/]{0,512}[.]gguf$\",\n" +
    "          \"value\": \"base_model\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^adapter[.]gguf$\",\n" +
    "          \"value\": \"adapter\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^mmproj[^/]{0,512}[.]gguf$\",\n" +
    "          \"value\": \"projector\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^adapters/\",\n" +
    "          \"targets\": [\n" +
    "            \"vllm\"\n" +
    "          ],\n" +
    "          \"value\": \"adapter\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^[^/]{1,512}/([^/.][^/]{0,512}|[.][^/_][^/]{0,512}|[.]){0,1}[.]safetensors$\",\n" +
    "          \"targets\": [\n" +
    "            \"mlx-serve\"\n" +
    "          ],\n" +
    "          \"value\": \"adapter\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^[^/]{1,512}/adapter_config[.]json$\",\n" +
    "          \"targets\": [\n" +
    "            \"mlx-serve\"\n" +
    "          ],\n" +
    "          \"value\": \"adapter\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^Modelfile$\",\n" +
    "          \"value\": \"modelfile\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^chat-template[.]jinja$\",\n" +
    "          \"value\": \"chat_template\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^[^/]{0,512}_launch[.]sh$\",\n" +
    "          \"value\": \"launch_script\"\n" +
    "        },\n" +
    "        {\n" +
    "          \"pattern\": \"^vllm_config[.]json$\",\n" +
    "          \"value\": \"runtime_config\"\n" +
    "        }\n" +
    "      ],\n" +
    "      \"otherwise\": \"other\"\n" +
    "    }\n" +
    "  ]\n" +
    "}\n",
} as const;
