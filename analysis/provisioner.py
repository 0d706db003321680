"""How Jupyter gets a kernel from the nursery."""

from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis import nursery


class Provisioner(LocalProvisioner):
    """Launches a kernel by forking; in everything else the local provisioner of Jupyter."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork a kernel for the command that would have started one."""
        context = nursery.start()
        if context is None or "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **options)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env = {key: str(value) for key, value in (options.get("env") or {}).items()}
        process = context.Process(
            target=nursery.run_kernel, args=(arguments, options.get("cwd"), env)
        )
        try:
            process.start()
        except (EOFError, OSError):  # the process to fork from has died: start as usual
            return await super().launch_kernel(cmd, **options)
        self.process = nursery.Forked(process)  # type: ignore[assignment]  # it answers alike
        self.pid = self.pgid = process.pid
        return self.connection_info
