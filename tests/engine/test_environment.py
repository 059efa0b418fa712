"""Where the engine's Python is found, on a laptop with Windows as well (simulated)."""

import sys

import pytest

from shared.engine import environment
from shared.errors import EngineDied


@pytest.fixture
def windows(tmp_path, monkeypatch):
    """OSGeo4W as it is: sys.executable is qgis-bin.exe, python.exe lies under exec_prefix."""
    prefix = tmp_path / "apps" / "Python312"
    prefix.mkdir(parents=True)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "qgis-ltr-bin.exe"))
    monkeypatch.setattr(sys, "exec_prefix", str(prefix))
    monkeypatch.setattr(sys, "base_exec_prefix", str(prefix))
    monkeypatch.setattr(environment, "package_root", lambda: tmp_path / "plugins")
    monkeypatch.delenv("DDTM_PYTHON", raising=False)
    return prefix


def test_on_windows_it_is_never_the_qgis_program_itself(windows):
    (windows / "python.exe").write_bytes(b"")
    assert environment.find_python() == str(windows / "python.exe")


def test_on_windows_python3_exe_will_do(windows):
    (windows / "python3.exe").write_bytes(b"")
    assert environment.find_python() == str(windows / "python3.exe")


def test_without_any_python_one_sentence_tells_what_to_do(windows):
    with pytest.raises(EngineDied, match="make setup") as absent:
        environment.find_python()
    assert "python.exe" in absent.value.detail


def test_a_venv_beside_the_checkout_comes_before_qgis_own_python(tmp_path, monkeypatch):
    monkeypatch.delenv("DDTM_PYTHON", raising=False)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_bytes(b"")
    monkeypatch.setattr(environment, "package_root", lambda: tmp_path / "dist" / "plugins")
    assert environment.find_python() == str(python)


def test_the_offline_libraries_come_last_on_the_path(tmp_path, monkeypatch):
    libraries = tmp_path / "python" / "ddtm_libs" / f"cp{sys.version_info[0]}{sys.version_info[1]}"
    libraries.mkdir(parents=True)
    monkeypatch.setattr(environment, "package_root", lambda: tmp_path / "python" / "plugins")
    monkeypatch.setattr(sys, "path", ["/a", "/b"])
    environment.prepare_process()
    assert sys.path == ["/a", "/b", str(libraries)]
    environment.prepare_process()
    assert sys.path.count(str(libraries)) == 1


def test_the_package_knows_its_name_and_root():
    assert environment.package_name() == "shared"
    assert (environment.package_root() / "shared" / "engine" / "worker.py").is_file()
