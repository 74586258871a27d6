"""Use the site in a real browser, as a visitor does.

``PYTHONPATH=tests python -m proofs.site.browser build/site SCREENSHOTS`` is run by ``nox -s docs``.
It needs Chromium on the path, and what the playground is built with for axe.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import random
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, Response, expect, sync_playwright
from support.documents import document
from support.harness import ROOT

AXE: Final = ROOT / "docs" / "playground" / "node_modules" / "axe-core" / "axe.min.js"
PACKAGE: Final = ROOT / "generated" / "typescript"
EXAMPLE: Final = next(ROOT.glob("examples/version-2/*/exports/vllm"))
BASE: Final = "any/base"
PAGES: Final = (
    "index.html",
    "codes/rules/missing-role.html",
    "corpus/recipes/files/symlink.html",
    "playground.html",
)
SIZES: Final = {"wide": (1280, 900), "narrow": (390, 844)}
BUDGETS: Final = {"index.html": 200_000, "playground.html": 1_000_000}  # bytes, compressed
SEARCHED: Final = {
    "missing-role": "rules/missing-role",
    "bucket": "For operators",
    "EM-PATH-2": "The DLM export manifest",
}
"""What visitors search for, and the title of a page that is found."""
PATIENCE: Final = 60_000  # milliseconds, for a step
LONG: Final = 1_000_000  # bytes that no link carries
LARGE: Final = 1 << 34  # bytes of a file that is not read to its end
README: Final = (PACKAGE / "README.md").read_text(encoding="utf-8")
PLAIN: Final = (
    """<!doctype html><title>plain</title><link rel="icon" href="data:,">
<p id="found"></p>
"""
    + README.partition("```html\n")[2].partition("</script>")[0]
    + """
  const { ok, report } = safeParse(%s);
  document.querySelector("#found").textContent = `${ok} ${report.version}`;
</script>"""
)
"""The page that the README of the package shows, with a document."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file, unless the visitor has left."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback, and yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Visit:
    """A page that is visited: what it loads is kept, and an error in it is a failure."""

    def __init__(self, browser: Browser, **context: Any) -> None:
        self.context = browser.new_context(**context)
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.loaded: list[Response] = []
        self.errors: list[str] = []
        self.page.on("response", self._loaded)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._told)

    def _loaded(self, response: Response) -> None:
        self.loaded.append(response)

    def _told(self, message: Any) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def end(self, address: str) -> None:
        """See that all went well, and that nothing came from elsewhere."""
        elsewhere = [each.url for each in self.loaded if not each.url.startswith(address)]
        assert not elsewhere, f"loaded from elsewhere: {elsewhere}"
        assert not self.errors, self.errors
        self.context.close()

    def compressed(self) -> int:
        """Return how many bytes were loaded, as a server sends them."""
        return sum(len(gzip.compress(each.body())) for each in self.loaded)

    # The playground

    def write(self, text: str) -> None:
        """Put a text in the place of the one that is there, by the keyboard."""
        self.page.get_by_role("textbox", name="Manifest").focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def verdict(self, text: str) -> None:
        """Wait for a verdict."""
        expect(self.page.locator("#pg-verdict")).to_contain_text(text, timeout=PATIENCE)

    def drop(self, place: str, *texts: str, name: str = "export_manifest.json") -> None:
        """Drop a file with each text somewhere."""
        dropped = self.page.evaluate_handle(
            """([name, texts]) => {
            const dropped = new DataTransfer();
            for (const text of texts) {
                dropped.items.add(new File([text], name));
            }
            return dropped;
        }""",
            [name, texts],
        )
        self.page.dispatch_event(place, "drop", {"dataTransfer": dropped})

    def document(self) -> str:
        """Return the document, as it is drawn: whole where it is short."""
        lines = self.page.locator("#pg-editor .cm-line").all_inner_texts()
        return "\n".join(lines)

    def text(self) -> str:
        """Return the document, by way of its link."""
        self.page.get_by_role("button", name="Copy a link").click()
        expect(self.page.locator("#pg-linked")).not_to_be_empty()
        return self.page.url


def look(browser: Browser, address: str, screenshots: Path) -> None:
    """Look at each page in each scheme and size: it is drawn, and axe finds nothing."""
    told: dict[str, None] = {}
    for name in PAGES:
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                viewport = {"width": width, "height": height}
                visit = Visit(
                    browser, color_scheme=scheme, viewport=viewport, reduced_motion="reduce"
                )
                visit.page.goto(f"{address}/{BASE}/{name}")
                if name == "playground.html":
                    visit.verdict("Not valid: version 2")
                visit.page.wait_for_timeout(300)  # the theme fades its tabs in
                shot = screenshots / f"{Path(name).stem}-{scheme}-{size}.png"
                visit.page.screenshot(path=shot, full_page=True)
                visit.page.add_script_tag(path=AXE)
                found = visit.page.evaluate("axe.run().then(found => found.violations)")
                told |= {
                    f"{name}, {scheme}, {size}: {each['id']}: {node['html'][:150]}": None
                    for each in found
                    for node in each["nodes"]
                }
                if size == "wide":
                    loaded, most = visit.compressed(), BUDGETS.get(name, sys.maxsize)
                    print(f"{name}, {scheme}: {loaded:,} bytes, compressed")
                    assert loaded <= most, f"{name} loads {loaded} bytes, and may {most}"
                visit.end(address)
    assert not told, "\n".join(told)


def audit(browser: Browser, address: str, site: Path) -> None:
    """Have axe look at every page but those of codes and recipes: ``look`` has seen one of each."""
    told = []
    visit = Visit(browser, viewport=dict(zip(("width", "height"), SIZES["narrow"], strict=True)))
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        is_alike = name.startswith(("codes/", "corpus/recipes/")) and name != "codes/index.html"
        if is_alike or name == "404.html":  # which is for the published address alone
            continue
        visit.page.goto(f"{address}/{BASE}/{name}")
        visit.page.add_script_tag(path=AXE)
        for each in visit.page.evaluate("axe.run().then(found => found.violations)"):
            told += [f"{name}: {each['id']}: {node['html'][:150]}" for node in each["nodes"]]
        wide = visit.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        told += [f"{name}: is {wide} pixels wider than a phone"] if wide > 0 else []
    assert not told, "\n".join(told)


def play(browser: Browser, address: str, scratch: Path) -> None:
    """Use the playground: write, complete, open a directory, migrate, send a link."""
    visit = Visit(browser, viewport={"width": 1280, "height": 900})
    visit.page.goto(f"{address}/{BASE}/playground.html")
    visit.verdict("Not valid: version 2")
    expect(visit.page.locator("#pg-findings")).to_contain_text("rules/calendar-date")
    expect(visit.page.locator(".cm-lintRange-error").first).to_be_in_viewport()
    expect(visit.page.locator("#pg-outcome .cm-changedLine").first).to_be_attached()
    write(visit)
    complete(visit)
    take(visit, scratch)
    migrate(visit)
    opened(browser, address, visit.text(), "Valid: version 3")
    visit.page.locator("#pg-file").set_input_files(large_manifest(scratch))
    visit.verdict("Valid: version 2")
    opened(browser, address, visit.text(), "Valid: version 2")
    visit.page.goto(f"{address}/{BASE}/codes/rules/missing-role.html")
    visit.page.get_by_role("link", name="Open it in the playground").click()
    visit.verdict("Valid: version 2, 0 errors and 1 warning")
    damaged = f"{address}/{BASE}/playground.html#document=AAAA"
    opened(browser, address, damaged, "Not opened: this link holds no document")
    visit.end(address)


def write(visit: Visit) -> None:
    """Write a mistake: a finding at its line, which a button leads to, and a link to its code."""
    page = visit.page
    text = json.dumps(document(2), indent=2)
    visit.write(text)
    visit.verdict("Valid: version 2, 0 errors")
    wrong = re.sub('"sha256": ".', '"sha256": "G', text, count=1)
    line = wrong[: wrong.index('"G')].count("\n") + 1
    visit.write(wrong)
    visit.verdict("Not valid: version 2")
    page.evaluate("location.hash = '#findings'")  # a link to a heading leaves the document alone
    page.wait_for_timeout(300)
    visit.verdict("Not valid: version 2")
    finding = page.locator("#pg-findings li", has_text="schema/pattern")
    expect(finding.get_by_role("button")).to_have_text(f"Line {line}")
    finding.get_by_role("button").click()
    expect(page.locator(".cm-activeLine").first).to_contain_text('"sha256": "G')
    expect(page.locator(".cm-lintRange-error").first).to_be_visible()
    page.locator(".cm-activeLine", has_text="sha256").get_by_text('"sha256"').hover()
    expect(page.locator(".pg-hover")).to_contain_text("SHA-256")
    with page.expect_navigation():
        finding.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("schema/pattern")
    page.go_back()


def complete(visit: Visit) -> None:
    """Have members and values offered, those of the newest version that DLM reads, and leave."""
    page = visit.page
    visit.write("{\n  ")
    page.keyboard.press("Control+Space")
    offered = page.locator(".cm-tooltip-autocomplete")
    expect(offered).to_contain_text('"target"')
    expect(offered).not_to_contain_text('"schema_version"')
    page.keyboard.insert_text('"target": ')
    page.keyboard.press("Control+Space")
    expect(offered).to_contain_text('"vllm"')
    page.keyboard.press("Escape")  # what is offered is gone

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Manifest")).not_to_be_focused()


def take(visit: Visit, scratch: Path) -> None:
    """Open a directory, one that was changed, and drop a manifest alone."""
    page = visit.page
    export = scratch / "vllm"
    without = page.locator("#pg-files").inner_text()
    shutil.copytree(EXAMPLE, export)
    page.locator("#pg-directory").set_input_files(export)
    visit.verdict("Valid: version 2, 0 errors and 0 warnings")
    expect(page.locator("#pg-files")).to_have_text("5 files in vllm/: 0 findings.")
    (export / "vllm_config.json").write_bytes(bytes(33))
    (export / "notes.txt").write_bytes(b"")
    page.locator("#pg-directory").set_input_files(export)
    visit.verdict("Not valid: version 2, 1 error and 1 warning")
    for told in ("files/sha256", "files/unlisted"):
        expect(page.locator("#pg-findings")).to_contain_text(told)

    page.locator("#pg-example").select_option("an export for vLLM")
    visit.verdict("Valid: version 2, 0 errors and 0 warnings")
    expect(page.locator("#pg-files")).to_have_text(without)
    visit.drop("body", json.dumps(document(1)))
    visit.verdict("Valid: version 1")


def migrate(visit: Visit) -> None:
    """Migrate down, where something is lost, and up, and go on with the outcome."""
    page = visit.page
    many = document(3)
    many["artifacts"] = [{**many["artifacts"][0], "role": "other"}] * 3000
    visit.drop("body", json.dumps(many))
    page.locator("#pg-version").select_option("2")
    told = "Version 2 cannot say all of it: 3000 losses, of which 1000 are listed."
    expect(page.locator("#pg-migrated")).to_have_text(told)
    expect(page.locator("#pg-losses").get_by_role("listitem")).to_have_count(1000)
    page.locator("#pg-example").select_option("an export for vLLM")
    page.locator("#pg-version").select_option("1")
    expect(page.locator("#pg-losses")).to_contain_text("loss/value /target")
    expect(page.locator("#pg-outcome")).to_be_empty()
    page.locator("#pg-loss").check()
    expect(page.locator("#pg-migrated")).to_have_text("This is version 2 as 1, with 1 loss.")
    expect(page.locator("#pg-outcome")).not_to_be_empty()
    page.locator("#pg-version").select_option("3")
    expect(page.locator("#pg-migrated")).to_contain_text("This is version 2 as 3")
    expect(page.locator("#pg-outcome")).to_contain_text('"role": "adapter"')
    page.get_by_role("button", name="Edit the outcome").click()
    visit.verdict("Valid: version 3")
    expect(page.get_by_role("textbox", name="Manifest")).to_be_focused()
    page.locator("#pg-version").select_option("3")
    expect(page.locator("#pg-migrated")).to_contain_text("byte for byte as it is")


def large_manifest(scratch: Path) -> Path:
    """Write a manifest of more than 2 MB."""
    many = document(2)
    (first, *_) = many["artifacts"]
    many["artifacts"] += [
        {**first, "path": f"adapters/{'x' * 100}/{number}.bin"} for number in range(9000)
    ]
    large = scratch / "export_manifest.json"
    large.write_text(json.dumps(many, indent=2))
    assert large.stat().st_size > 2_000_000
    return large


def survive(browser: Browser, address: str, scratch: Path) -> None:
    """Open what strangers may send, as a file and by a link: it is judged, and nothing else."""
    visit = Visit(browser)
    page = visit.page
    page.on("dialog", lambda _: visit.errors.append("a document ran a script"))
    page.goto(f"{address}/{BASE}/playground.html")
    findings = page.locator("#pg-findings")
    path = scratch / "sent.json"
    for content, told, line in documents_of_strangers():
        path.write_bytes(content)
        page.locator("#pg-file").set_input_files(path)
        expect(findings).to_contain_text(told)
        finding = findings.get_by_role("listitem").filter(has_text=told)
        expect(finding.get_by_role("button").first).to_have_text(re.compile(rf"^Line {line}\b"))
        if len(content) < LONG:
            other = Visit(browser)
            other.page.goto(visit.text())
            expect(other.page.locator("#pg-findings")).to_contain_text(told)
            other.end(address)
    os.truncate(path, 100_000_000)
    page.locator("#pg-file").set_input_files(path)
    visit.verdict("Not opened: the manifest has more than 16777216 bytes.")
    visit.end(address)


def documents_of_strangers() -> Iterator[tuple[bytes, str, int]]:
    """Yield documents, each with a code that is found and the line where it is marked."""
    text = json.dumps(document(2), indent=2).encode()
    lines = text.replace(b"\n", b"\r\n")
    names = '"<img src=x onerror=alert(1)>": 1, "__proto__": {"a": 1}, "constructor": 2, "a/~b": 3'
    line = lines[: lines.index(b"Smol")].count(b"\n") + 1
    yield lines.replace(b"SmolLM2", b"Smol LM2"), "schema/pattern", line
    yield b"\xef\xbb\xbf" + text, "encoding/bom", 1
    yield text.decode().encode("utf-16"), "encoding/utf8", 1
    yield lines.replace(b"SmolLM2", b"Smol\xff"), "encoding/utf8", line
    yield b'{\r\n"\xf0\x9f\x98\x80": 1,\r\n"b" 2}', "encoding/syntax", 3
    yield b'{"\xf0\x9f\x98\x80": "\xf0\x9f\x98\x80",\n"b": [1,\n1.5]}', "encoding/number", 3
    yield f'{{"target": "vllm",\n{names}}}'.encode(), "schema/additionalProperties", 2
    yield b"[" * 4_000_000, "encoding/depth", 1
    yield b'{"artifacts": [' + b"1," * 4_000_000 + b"1]}", "schema/maxItems", 1
    members = b"".join(b',"%d":1' % number for number in range(300_000))
    yield b'{"target":\n"vllm"' + members + b"}", "schema/additionalProperties", 2


def strange_directories(browser: Browser, address: str, scratch: Path) -> None:
    """Open a directory of hostile names, and stop reading one that is large."""
    visit = Visit(browser)
    page = visit.page
    page.on("dialog", lambda _: visit.errors.append("a name ran a script"))
    page.goto(f"{address}/{BASE}/playground.html")
    export = scratch / "strange"
    shutil.copytree(EXAMPLE, export)
    for name in ("<img src=x onerror=alert(1)>", "__proto__", "a\\b", "a\nb", "\u202egnp"):
        (export / name).touch()
    for number in range(3000):
        (export / f"{number}.bin").touch()
    page.locator("#pg-directory").set_input_files(export)
    visit.verdict("0 errors and 3005 warnings, of which 1000 are listed")
    large = document(2)
    large["artifacts"] = [{**large["artifacts"][0], "size_bytes": LARGE}]
    other = scratch / "large"
    other.mkdir()
    (other / "export_manifest.json").write_text(json.dumps(large))
    (other / large["artifacts"][0]["path"]).touch()
    os.truncate(other / large["artifacts"][0]["path"], LARGE)
    page.locator("#pg-directory").set_input_files(other)
    expect(page.locator("#pg-files")).to_have_text("Comparing 2 files…")
    stop = page.get_by_role("button", name="Stop")
    again = page.get_by_role("button", name="Compare the files again")
    stop.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pg-files")).to_contain_text("Stopped")
    expect(again).to_be_focused()
    page.keyboard.press("Enter")
    expect(stop).to_be_focused()
    (export / "export_manifest.json").unlink()
    page.locator("#pg-directory").set_input_files(export)
    visit.verdict("Not opened: there is no export_manifest.json among the")
    expect(page.locator("#pg-files")).to_have_text("Comparing 2 files…")  # which goes on
    page.locator("#pg-example").select_option("an export for vLLM")
    visit.verdict("Valid: version 2")
    expect(stop).to_be_hidden()
    visit.end(address)


def drop(browser: Browser, address: str) -> None:
    """Drop files on the text, one after the other: the last is opened, and none is pasted."""
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{address}/{BASE}/playground.html")
    visit.verdict("Not valid")
    text = json.dumps(document(1))
    visit.drop(".cm-content", text)
    visit.verdict("Valid: version 1")
    assert visit.document() == text
    visit.drop(".cm-content", "x" * (16 * 1024 * 1024 + 1))
    visit.verdict("Not opened: the manifest has more than 16777216 bytes.")
    assert visit.document() == text
    visit.drop(".cm-content", text, text, name="notes.txt")
    visit.verdict("Not opened: there is no export_manifest.json among the 2 files.")
    page.evaluate(
        """() => {
        const read = Blob.prototype.arrayBuffer;
        const released = new Promise(resolve => { window.release = resolve; });
        Blob.prototype.arrayBuffer = function () {
            Blob.prototype.arrayBuffer = read;
            window.reading = released.then(() => read.call(this));
            return window.reading;
        };
    }"""
    )
    visit.drop("body", "{}")
    visit.drop("body", json.dumps(document(2)))
    visit.verdict("Valid: version 2")
    page.evaluate("release(), reading.then(() => null)")
    visit.drop("body", "x")
    visit.verdict("Not valid: version unknown")
    page.get_by_role("textbox", name="Manifest").focus()
    page.keyboard.press("Control+z")
    visit.verdict("Valid: version 2")
    visit.end(address)


def leave(browser: Browser, address: str) -> None:
    """Leave and come back, and undo: no text is lost, and no address holds another."""
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{address}/{BASE}/playground.html")
    visit.verdict("Not valid")
    first = visit.document()
    page.get_by_role("textbox", name="Manifest").focus()
    page.keyboard.press("Control+z")
    assert visit.document() == first
    page.locator("#pg-example").select_option("an export for vLLM")
    visit.verdict("Valid: version 2")
    page.get_by_role("textbox", name="Manifest").focus()
    page.keyboard.press("Control+z")
    visit.verdict("Not valid")
    assert visit.document() == first
    visit.write('{"typed": 1}')
    visit.verdict("version 1, 12 errors")
    page.locator("#pg-findings").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("/")
    page.go_back()
    visit.verdict("version 1, 12 errors")
    assert visit.document() == '{"typed": 1}'
    assert "#document=" in visit.text()
    page.reload()
    visit.verdict("version 1, 12 errors")
    assert "#document=" in page.url
    visit.write('{"typed": 2}')
    expect(page).to_have_url(f"{address}/{BASE}/playground.html")
    page.reload()
    visit.verdict("version 1, 12 errors")
    assert visit.document() == '{"typed": 2}'
    long = random.Random(0).randbytes(2_400_000)
    page.locator("#pg-file").set_input_files(
        {"name": "long.json", "mimeType": "application/json", "buffer": long}
    )
    visit.verdict("Not valid: version unknown")
    expect(page.locator("#pg-findings")).to_contain_text("encoding/utf8")
    assert "#" not in visit.text()
    expect(page.locator("#pg-linked")).to_contain_text("browsers open no more than 2000000")
    page.reload()  # it is too long to be kept
    visit.verdict("Not valid: version 2")
    assert visit.document() == first
    visit.end(address)


def pick(browser: Browser, address: str) -> None:
    """Pick a directory by File System Access, which a folder of the page's own stands for."""
    visit = Visit(browser)
    page = visit.page
    page.goto(f"{address}/{BASE}/playground.html")
    files = {
        each.relative_to(EXAMPLE).as_posix(): list(each.read_bytes())
        for each in EXAMPLE.rglob("*")
        if each.is_file()
    }
    page.evaluate(
        """async files => {
        const root = await navigator.storage.getDirectory();
        for (const [path, bytes] of Object.entries(files)) {
            const names = path.split("/");
            let folder = root;
            for (const name of names.slice(0, -1)) {
                folder = await folder.getDirectoryHandle(name, { create: true });
            }
            const file = await folder.getFileHandle(names.at(-1), { create: true });
            const stream = await file.createWritable();
            await stream.write(new Uint8Array(bytes));
            await stream.close();
        }
        window.showDirectoryPicker = async () => root;
    }""",
        files,
    )
    page.locator("#pg-directory").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pg-files")).to_contain_text(f"{len(files)} files")
    visit.verdict("Valid: version 2, 0 errors and 0 warnings")
    visit.end(address)


def search(browser: Browser, address: str, own: str) -> None:
    """Search the site, and open what is found."""
    visit = Visit(browser)
    for words, found in SEARCHED.items():
        visit.page.goto(f"{address}/index.html")
        visit.page.keyboard.press("/")
        visit.page.keyboard.type(words)
        visit.page.locator(".md-search-result__link", has_text=found).first.click()
        expect(visit.page.get_by_role("heading", level=1)).to_contain_text(found)
    visit.end(own)


def opened(browser: Browser, address: str, link: str, verdict: str) -> None:
    """Open a link as somebody else does who got it."""
    other = Visit(browser)
    other.page.goto(link)
    other.verdict(verdict)
    other.end(address)


def plain(browser: Browser, address: str) -> None:
    """Import the package from a plain page, as its README shows."""
    visit = Visit(browser)
    visit.page.goto(f"{address}/plain.html")
    expect(visit.page.locator("#found")).to_have_text("true 2")
    visit.end(address)


def alone(browser: Browser, site: Path) -> None:
    """Open the playground from a folder, without a server."""
    visit = Visit(browser)
    visit.page.goto((site / "playground.html").resolve().as_uri())
    visit.verdict("Not valid: version 2")
    visit.end("file:")


def main(site: str, screenshots: str) -> int:
    """Visit the site; ``AssertionError`` says what is wrong."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("chromium was not found: install Debian's package of that name")
        return 1
    shots = Path(screenshots)
    shots.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "root"
        shutil.copytree(site, root / BASE)
        shutil.copytree(PACKAGE / "dist", root / "dlm-export-manifest" / "dist")
        (root / "plain.html").write_text(PLAIN % json.dumps(json.dumps(document(2))))
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with served(root) as address:
            look(browser, address, shots)
            audit(browser, address, Path(site))
            play(browser, address, Path(folder))
            survive(browser, address, Path(folder))
            strange_directories(browser, address, Path(folder))
            drop(browser, address)
            leave(browser, address)
            pick(browser, address)
            search(browser, f"{address}/{BASE}", address)
            plain(browser, address)
        alone(browser, Path(site))
        search(browser, Path(site).resolve().as_uri(), "file:")
        browser.close()
    print("the site was visited")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
