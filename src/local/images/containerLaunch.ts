import fs from "node:fs";
import path from "node:path";
import { randomBytes } from "node:crypto";
import type { LocalImage } from "../../core/image/engine/containerEngine.ts";
import { gpuOf } from "../../core/image/gpuFamilies.ts";
import type { ContainerEngine } from "../engine/containerEngine.ts";
import type { Launch } from "../runners/runner.ts";
import { containerEnvironment } from "./containerEnvironment.ts";
import { hasGpuRuntime, hostPlatform, userOf } from "./containerHost.ts";
import type { ProgramStart } from "./images.ts";

/** The port of every container that serves. */
const SERVING_PORT = 8080;

/** The label that tells which job or variant a container belongs to: the root of its /opt/ml tree on this machine. */
export const DIRECTORY_LABEL = "rust-sagemaker.directory";

/**
 * How a program is started in a container: the engine's command in the foreground, its one argument `train` or `serve`, and no init, as on
 * SageMaker. The container is found again by its name, which is told apart from the names of all others by chance.
 */
export async function containerLaunch(engine: ContainerEngine, image: LocalImage, start: ProgramStart): Promise<Launch> {
    const { name, of, mlDirectory, host, port, maxRuntimeSeconds, graceSeconds } = start;
    const container = `rust-sagemaker-${of}-${randomBytes(4).toString("hex")}`;
    const isForeign = image.platform !== hostPlatform();
    const user = await userOf(engine);
    const gpu = start.instanceType !== undefined && gpuOf(start.instanceType) !== undefined;
    const useGpu = gpu && (await hasGpuRuntime(engine));
    const environment = containerEnvironment(start.environment, engine.environment);
    const file = environmentFile(mlDirectory);
    fs.writeFileSync(file, environment.file, { mode: 0o600 });
    return {
        program: engine.program,
        name: path.basename(engine.program),
        args: [
            "run",
            `--name=${container}`,
            `--label=${DIRECTORY_LABEL}=${mlDirectory}`,
            "--pull=never",
            // Its lines go to the log stream; a second copy would only fill the engine's disk.
            ...(engine.kind === "finch" ? [] : ["--log-driver=none"]),
            ...securityOf(),
            ...(isForeign ? [`--platform=${image.platform}`] : []),
            ...(host === undefined ? [] : [`--hostname=${host}`]),
            ...(user === undefined ? [] : [`--user=${user}`]),
            ...(useGpu ? ["--gpus=all"] : []),
            ...mountsOf(name, mlDirectory),
            ...(port === undefined ? [] : [`--publish=127.0.0.1:${port}:${SERVING_PORT}`]),
            // From the directory that the command runs in: Podman takes the path for a list with commas between.
            `--env-file=../${path.basename(file)}`,
            ...environment.arguments,
            image.id,
            name,
        ],
        directory: mlDirectory,
        // The engine's own, and the entry by which the processes of one job or variant are found.
        environment: { ...engine.environment, ...environment.passed, SAGEMAKER_BASE_DIR: mlDirectory },
        ...(maxRuntimeSeconds !== undefined && { maxRuntimeSeconds }),
        graceSeconds,
        container,
        notes: [
            ...(isForeign ? [foreignNote(image.platform)] : []),
            ...(gpu && !useGpu ? [cpuNote(start.instanceType ?? "")] : []),
            ...(user === undefined ? [] : [userNote(user)]),
        ],
    };
}

/** Where the environment of a container lies while it runs: nobody else may read it, and no list of processes shows it. */
export function environmentFile(mlDirectory: string): string {
    return `${mlDirectory}.env`;
}

/** A job gets the whole tree. An endpoint gets its model, which SageMaker lets no container write to. */
function mountsOf(name: ProgramStart["name"], mlDirectory: string): readonly string[] {
    const bind = (source: string, target: string, ...more: readonly string[]): string =>
        `--mount=${["type=bind", `source=${source}`, `target=${target}`, ...more].map(csvField).join(",")}`;
    return name === "train"
        ? [bind(mlDirectory, "/opt/ml")]
        : [bind(path.join(mlDirectory, "model"), "/opt/ml/model", "readonly")];
}

/** The value of `--mount` is a record of CSV: a folder's name may hold what separates its fields. */
function csvField(text: string): string {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Under SELinux a container may read no folder of the user's unless it is labelled anew, or the container is let off. */
function securityOf(): readonly string[] {
    return fs.existsSync("/sys/fs/selinux/enforce") ? ["--security-opt=label=disable"] : [];
}

function foreignNote(platform: string): string {
    return (
        `This image is for ${platform}, and this machine is ${hostPlatform()}: it runs only if the engine emulates that, and slowly. ` +
        "Without emulation it fails with: exec format error."
    );
}

function cpuNote(instanceType: string): string {
    return `${instanceType} has a GPU, but the container engine of this machine offers none: this runs on the CPU.`;
}

function userNote(user: string): string {
    return `The container runs as ${user}, not as root as on SageMaker: the engine's root would leave files that Local SageMaker cannot remove.`;
}
