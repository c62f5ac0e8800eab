"""What a script and a notebook meet whose workspace needs permission."""

import pytest
import tokenwell
from test_notebook import Kernel, kernel_environment  # noqa: F401


@pytest.fixture
def workspace(world, tmp_path, monkeypatch):
    """A folder that a window has open; this process works in a folder below."""
    folder = tmp_path / "my thesis"
    (folder / "chapter").mkdir(parents=True)
    monkeypatch.chdir(folder / "chapter")
    world.tell("open-window", folder=str(folder))
    yield folder
    world.tell("close-window")


def test_a_script_hears_what_it_waits_for_and_what_was_answered(world, workspace):
    with pytest.raises(tokenwell.PermissionRequiredError, match="VS Code window, or run `tokenwell permissions") as waiting:
        tokenwell.get("lab", timeout=0.2)
    assert waiting.value.retry_after == 5
    world.tell("decide", decision="deny")
    with pytest.raises(tokenwell.PermissionDeniedError, match="you said no"):
        tokenwell.token("lab")


def test_a_script_that_waits_goes_on_at_the_answer(world, workspace):
    with pytest.raises(tokenwell.PermissionRequiredError):
        tokenwell.get("lab", timeout=0.1)
    world.tell("decide", decision="allow")
    assert tokenwell.token("lab")


def test_belongs_to_the_workspace_of_its_terminal(world, workspace, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert tokenwell.token("lab")
    monkeypatch.setenv("TOKENWELL_WORKSPACE", str(workspace))
    with pytest.raises(tokenwell.PermissionRequiredError):
        tokenwell.get("lab", timeout=0.1)


def test_a_notebook_waits_for_its_person(world, workspace, kernel_environment):  # noqa: F811
    kernel = Kernel({**kernel_environment(world), "TOKENWELL_WORKSPACE": str(workspace)})
    answered = []

    def answer_once_told(message):
        text = message["content"].get("text", "")
        if "continues by itself" in text and not answered:
            answered.append(text)
            world.tell("decide", decision="once")

    told = []

    def hear(message):
        told.append(str(message["content"].get("text", "")))
        answer_once_told(message)

    try:
        code = "import tokenwell; print('served', bool(tokenwell.get('lab', timeout=0.5).access_token))"
        kernel.client.execute_interactive(code, allow_stdin=True, output_hook=hear, timeout=60)
        assert "served True" in "".join(told)
        assert "needs your permission" in answered[0]
    finally:
        kernel.close()
