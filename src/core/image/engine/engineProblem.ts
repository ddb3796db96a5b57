import { Problem, type Remedy } from "../../problem.ts";
import type { EngineKind } from "./containerEngine.ts";

/** The setting that names the engine's command. */
export const ENGINE_SETTING = "rustSagemaker.engine.path";

/** Where an engine runs, as far as the words for it depend on that: `process.platform` of Node. */
export type OperatingSystem = "linux" | "darwin" | "win32" | (string & {});

const page = (label: string, url: string): { readonly remedy: Remedy } => ({ remedy: { kind: "openPage", label, url } });

/** No engine was found; `name` is what the setting asks for, if it does. */
export function engineMissing(name: string): Problem {
    const message =
        name === ""
            ? `Images need a container engine, and neither docker, podman nor finch is on the PATH. Install one, or name it in the setting ${ENGINE_SETTING}.`
            : `The container engine that the setting ${ENGINE_SETTING} names cannot be run: ${name}.`;
    return name === ""
        ? new Problem("engineMissing", message, page("Install Docker", "https://docs.docker.com/get-started/get-docker/"))
        : new Problem("engineMissing", message, { remedy: { kind: "openSetting", label: "Open Setting", key: ENGINE_SETTING } });
}

/** Docker's client leaves BuildKit to a plugin, and its old builder knows neither secrets nor caches. */
export function buildxMissing(): Problem {
    return new Problem(
        "engineUnsuited",
        "This docker has no buildx, and its old builder knows no secrets and no caches. Install the package docker-buildx or docker-buildx-plugin, or Docker Desktop.",
        page("Install buildx", "https://docs.docker.com/go/buildx/"),
    );
}

/**
 * What the engine's own words mean, where it is the engine that is at fault; undefined for everything else. `text` is its last error,
 * not the output of a build's steps: there, too, connections are refused.
 */
export function engineProblem(kind: EngineKind, os: OperatingSystem, text: string): Problem | undefined {
    const cause = { cause: new Error(text) };
    if (DENIED.test(text)) {
        return new Problem("engineDenied", deniedWords(kind), {
            ...page("How to Get Access", "https://docs.docker.com/engine/install/linux-postinstall/"),
            ...cause,
        });
    }
    if (STOPPED.test(text)) {
        return new Problem("engineStopped", `${NAMES[kind]} is not running. ${startWords(kind, os, text)}`, {
            ...page("How to Start It", START_PAGES[kind]),
            ...cause,
        });
    }
    return BROKEN_OFF.test(text)
        ? new Problem("engineStopped", `${NAMES[kind]} stopped answering in the middle. ${startWords(kind, os, text)}`, cause)
        : undefined;
}

/** Which disk is full is not always said: an engine in a virtual machine has one of its own. */
export function diskFull(kind: EngineKind): Problem {
    return new Problem(
        "diskFull",
        `The disk of ${NAMES[kind]} is full. Free some space, or see what \`${kind} system df\` lists: \`${kind} builder prune\` removes build caches, \`${kind} image prune\` images without a name.`,
    );
}

export const NAMES: Readonly<Record<EngineKind, string>> = { docker: "Docker", podman: "Podman", finch: "Finch" };

const START_PAGES: Readonly<Record<EngineKind, string>> = {
    docker: "https://docs.docker.com/engine/daemon/start/",
    podman: "https://podman.io/docs/installation",
    finch: "https://runfinch.com/docs/getting-started/",
};

const DENIED = /permission denied while trying to connect|dial unix [^\n]*: connect: permission denied|got permission denied/i;
const STOPPED = new RegExp(
    [
        "cannot connect to the docker daemon",
        "failed to connect to the docker api",
        "error during connect",
        "docker desktop is (?:unable|not running|paused)",
        "cannot connect to podman",
        "unable to connect to podman",
        "finch vm is (?:stopped|nonexistent)",
        'instance "finch" (?:does not exist|is not running)',
        "cannot access containerd socket",
        "rootless containerd not running",
        "no buildkit host is available",
    ].join("|"),
    "i",
);
/** What clients say when a connection that was good ends under them. */
const BROKEN_OFF =
    /error reading from server|unexpected eof|transport is closing|closing transport|code = unavailable|\.sock[^\n]*(?:connection refused|connection reset|broken pipe|eof)|^(?:error: )?(?:failed to receive status: )?(?:rpc error: [^\n]*)?eof$/im;

function deniedWords(kind: EngineKind): string {
    return kind === "docker"
        ? "This user may not use Docker's socket. Join the group docker (`sudo usermod -aG docker $USER`) and log in again, or use rootless Docker."
        : `This user may not use ${NAMES[kind]}.`;
}

function startWords(kind: EngineKind, os: OperatingSystem, text: string): string {
    switch (kind) {
        case "podman":
            return os === "linux"
                ? "Start its service with `systemctl --user start podman.socket`."
                : "Start it with `podman machine start`, the first time after `podman machine init`.";
        case "finch":
            return os === "linux"
                ? "Start it with `sudo systemctl start finch`."
                : "Start it with `finch vm start`, the first time `finch vm init`.";
        case "docker":
            return startDocker(os, text);
    }
}

/** Colima and Docker Desktop are known by their sockets. */
function startDocker(os: OperatingSystem, text: string): string {
    if (text.includes(".colima")) {
        return "Start it with `colima start`.";
    }
    if (text.includes("/.docker/desktop/")) {
        return "Start it with `systemctl --user start docker-desktop`.";
    }
    return os === "linux"
        ? `Start it with \`sudo systemctl start docker\`, or \`systemctl --user start docker\` when it is rootless${addressIn(text)}.`
        : `Start Docker Desktop${addressIn(text)}.`;
}

/** Where it was looked for, which tells of a wrong DOCKER_HOST or context. */
function addressIn(text: string): string {
    const address = /\b(?:unix|npipe|tcp|ssh):\/\/.+?(?=\. Is |: |; |["'\n]|$)/.exec(text)?.[0];
    return address === undefined ? "" : ` (it was looked for at ${address})`;
}
