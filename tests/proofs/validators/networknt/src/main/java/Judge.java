import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Judges documents by networknt's validator: {@code Judge FOLDER}. README.md above has the form. */
final class Judge {
  private static final String BASE = "https://mirror.invalid/export-manifest/";

  public static void main(String[] arguments) throws Exception {
    Map<String, String> published = new HashMap<>();
    List<Path> folders;
    try (var entries = Files.list(Path.of(arguments[0]))) {
      folders = entries.toList();
    }
    for (Path folder : folders) {
      published.put(uri(folder.getFileName()), Files.readString(folder.resolve("schema.json")));
    }
    var registry = SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(published));
    Map<String, Schema> schemas = new HashMap<>();
    for (Path folder : folders) {
      var name = folder.getFileName();
      schemas.put(name.toString(), registry.getSchema(SchemaLocation.of(uri(name))));
    }
    var mapper = new JsonMapper();
    var lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode question = mapper.readTree(line);
      Schema schema = schemas.get(question.get("schema").asString());
      Object answer;
      try {
        var document = question.get("document").asString();
        answer = schema.validate(document, InputFormat.JSON).isEmpty();
      } catch (RuntimeException | StackOverflowError error) {
        answer = error.toString();
      }
      System.out.println(mapper.writeValueAsString(answer));
    }
  }

  private static String uri(Object name) {
    return BASE + name + "/schema.json";
  }
}
