import type { ContainerEngine } from "../engine/containerEngine.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** What this machine runs without emulation, in an image's words. Engines of desktops run Linux in a virtual machine of the same processor. */
export function hostPlatform(): string {
    return `linux/${ARCHITECTURES[process.arch] ?? process.arch}`;
}

/** Who this server runs as; the ids are undefined where the system has none. */
interface OwnUser {
    readonly platform: string;
    readonly uid: number | undefined;
    readonly gid: number | undefined;
}

const ownUser = (): OwnUser => ({ platform: process.platform, uid: process.getuid?.(), gid: process.getgid?.() });

/**
 * The user that a container has to run as, `UID:GID`; undefined for the image's own. Where the engine is root and this server is not, the files
 * of a container's root would belong to somebody else; in every other case root in a container is this server's own user outside.
 */
export async function userOf(
    engine: Pick<ContainerEngine, "kind" | "run">,
    { platform, uid, gid } = ownUser(),
): Promise<string | undefined> {
    if (platform !== "linux" || uid === undefined || uid === 0 || engine.kind !== "docker") {
        return undefined;
    }
    const { code, stdout } = await engine.run(["info", "--format={{json .SecurityOptions}} {{json .OperatingSystem}}"]);
    return code === 0 && /name=rootless|Docker Desktop/.test(stdout) ? undefined : `${uid}:${gid}`;
}

/** Whether the engine can give a GPU to a container: NVIDIA's runtime is registered with it. */
export async function hasGpuRuntime(engine: Pick<ContainerEngine, "kind" | "run">): Promise<boolean> {
    if (engine.kind !== "docker") {
        return false;
    }
    const { stdout } = await engine.run(["info", "--format={{json .Runtimes}}"]);
    return /"nvidia"/.test(stdout);
}
