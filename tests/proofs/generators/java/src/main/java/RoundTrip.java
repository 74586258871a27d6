import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Reads and writes documents by generated Java. README.md above has the form. */
final class RoundTrip {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static void main(String[] arguments) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var answers = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String answer = roundTrip(MAPPER.readValue(line, String.class));
      answers.println(MAPPER.writeValueAsString(answer));
    }
    answers.flush();
  }

  private static String roundTrip(String text) {
    try {
      return MAPPER.writeValueAsString(MAPPER.readValue(text, ExportManifest.class));
    } catch (JsonProcessingException refused) {
      return null;
    }
  }
}
