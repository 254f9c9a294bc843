"""The pictures of the workbench in README and docs, made from the demo. Run by `make pictures`."""

from __future__ import annotations

import io
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from cultivation import review
from cultivation.demo import SAMPLES, run_demo
from cultivation.language import speaking
from cultivation.queries.robustness import RobustnessOptions
from cultivation.record.store import Record
from cultivation.web.desk import Desk
from cultivation.web.server import listen, run
from cultivation.web.sessions import Sessions
from tests.browsing import CHROMIUM, FLAGS

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
MOST_BYTES = 200_000
SIZE = {"width": 1200, "height": 900}
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def demo_desk(folder: Path) -> tuple[Desk, list[str]]:
    """Make the first sample, with the weights of its last year varied; return its desk and the codes told."""
    with speaking("zh"):
        for _folder, years in run_demo(folder, "zh"):
            for _story in years:
                pass
            break
    sample = folder / SAMPLES[0].name
    url = f"sqlite:///{sample / 'cultivation.db'}"
    record = Record(url, clock=lambda: datetime.now(UTC))
    review.check_robustness(record, "王芳（示例）", SAMPLES[0].years[-1], RobustnessOptions(400, 1, 100))
    codes: list[str] = []
    return Desk(record, url, sample, Sessions(codes.append)), codes


def take(browser: Browser, base: str, code: str, language: str, year: int, firm: str) -> list[Path]:
    """Take the two pictures in a language."""
    page = browser.new_context(viewport=SIZE, locale=LOCALES[language], color_scheme="light").new_page()
    page.goto(f"{base}/enter")
    page.fill("#code", code)
    page.click("form.code button")
    taken = []
    for name, path in (("proposal", f"/years/{year}/proposal"), ("why", f"/years/{year}/why/{firm}")):
        page.goto(base + path, wait_until="networkidle")
        taken.append(PICTURES / f"{name}.{language}.png")
        Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(taken[-1], optimize=True)
    page.context.close()
    return taken


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        desk, codes = demo_desk(Path(folder))
        year = SAMPLES[0].years[-1]
        with desk.record.reading() as reader:
            firm = next(line.enterprise_id for line in reader.lines(year) if line.action == "enter")
        listening = listen(0)
        threading.Thread(target=run, args=(desk, listening), daemon=True).start()
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for language in LOCALES:
            for path in take(browser, base, codes[-1], language, year, firm):
                assert path.stat().st_size < MOST_BYTES, path
                print(f"{path}: {path.stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
