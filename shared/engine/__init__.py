"""The warm child process in which every heavy job runs, so that a crash of a native library never takes the map down.

`client.engine().run(job, params)` for callers, `task.EngineTask` for the GUI, `worker` is the child itself.
"""
