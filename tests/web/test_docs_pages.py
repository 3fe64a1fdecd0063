"""The docs page in a real browser, without other hosts."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.server import running

expect.set_options(timeout=30_000)  # a busy machine draws the page slowly

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running("demo", cwd=tmp_path_factory.mktemp("demo")) as server_address:
        yield server_address


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser.new_page()
        browser.close()


def test_the_docs_page_lists_every_operation_and_loads_nothing_from_elsewhere(
    address: str, page: Page
) -> None:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.goto(f"{address}/docs")
    expect(page.locator("#operations-claims-list_claims")).to_be_visible()
    operations = page.request.get(f"{address}/openapi.json").json()["paths"].values()
    expect(page.locator(".opblock")).to_have_count(sum(len(methods) for methods in operations))
    assert {url.split("/")[2] for url in urls} == {address.split("/")[2]}


def test_an_operation_can_be_tried_out(address: str, page: Page) -> None:
    page.goto(f"{address}/docs")
    block = page.locator("#operations-claims-count_claims")
    block.locator("button.opblock-summary-control").click()
    block.locator("button.execute").click()
    answer = block.locator(".live-responses-table .microlight").first
    expect(answer).to_contain_text('"verified"')


def test_a_change_can_be_tried_out_with_its_example(address: str, page: Page) -> None:
    page.goto(f"{address}/docs")
    block = page.locator("#operations-speakers-add_speaker")
    block.locator("button.opblock-summary-control").click()
    block.locator("button.execute").click()
    answer = block.locator(".live-responses-table tbody .response-col_status").first
    expect(answer).to_contain_text("201")


def test_a_key_that_is_entered_once_is_sent_with_every_request(address: str, page: Page) -> None:
    page.goto(f"{address}/docs")
    page.get_by_role("button", name="Authorize").first.click()
    page.locator("input[aria-label='auth-bearer-value']").fill("claimdesk_wrong")
    page.locator(".auth-btn-wrapper .authorize").click()
    page.locator(".auth-btn-wrapper .btn-done").click()
    block = page.locator("#operations-people-read_me")
    block.locator("button.opblock-summary-control").click()
    block.locator("button.execute").click()
    expect(block.locator(".live-responses-table tbody .response-col_status").first).to_contain_text(
        "401"
    )
