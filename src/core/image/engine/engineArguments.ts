import path from "node:path";
import { Problem } from "../../problem.ts";
import type { EngineKind } from "./containerEngine.ts";
import type { ImageBuild, SecretSource } from "../imageBuild.ts";
import { parseImageReference } from "../imageReference.ts";

/** What takes a Dockerfile: docker's plugin buildx, the BuildKit that docker's own client knew before version 23, or the engine itself. */
export type Builder = "buildx" | "buildkit" | "podman" | "nerdctl";

/**
 * The arguments that build an image in the form that SageMaker takes: Docker's media types, one platform, and no attestations, because
 * those would turn the image into an index. `iidFile` is where the engine writes the image's id.
 */
export function buildArguments(build: ImageBuild, builder: Builder, iidFile: string): readonly string[] {
    return [
        ...(builder === "buildx" ? ["buildx", "build"] : ["build"]),
        ...OUTPUT[builder],
        `--platform=${build.platform}`,
        `--file=${builder === "podman" ? csvField(build.dockerfile) : build.dockerfile}`,
        `--iidfile=${iidFile}`,
        ...(build.target === undefined ? [] : [`--target=${build.target}`]),
        ...build.tags.map((tag) => `--tag=${checkedReference(tag)}`),
        ...Object.entries(build.labels).map(([name, value]) => `--label=${name}=${value}`),
        ...Object.entries(build.buildArgs).map(([name, value]) => `--build-arg=${checkedVariable(name)}=${value}`),
        ...[...build.secrets].map(([id, source]) => `--secret=${secretArgument(id, source, builder)}`),
        build.context,
    ];
}

/** `type=docker` without a destination loads the image into the engine's store, whichever builder the user has made current. */
const OUTPUT: Readonly<Record<Builder, readonly string[]>> = {
    buildx: ["--provenance=false", "--sbom=false", "--output=type=docker,oci-mediatypes=false", "--progress=plain"],
    buildkit: ["--progress=plain"],
    podman: ["--format=docker"],
    nerdctl: ["--provenance=false", "--sbom=false", "--output=type=docker", "--progress=plain"],
};

/** The arguments that look images up; `references` may be ids. */
export function inspectArguments(references: readonly string[]): readonly string[] {
    return ["image", "inspect", ...references.map(checkedReference)];
}

export function listArguments(label: string): readonly string[] {
    return ["image", "ls", "--quiet", "--no-trunc", `--filter=label=${label}`];
}

/** Sizes in bytes, not in words; engines that give words nevertheless are read as well. */
export function historyArguments(reference: string): readonly string[] {
    return ["history", "--no-trunc", "--human=false", "--format={{json .}}", checkedReference(reference)];
}

export function tagArguments(image: string, reference: string): readonly string[] {
    return ["image", "tag", checkedReference(image), checkedReference(reference)];
}

export function removeArguments(reference: string): readonly string[] {
    return ["image", "rm", checkedReference(reference)];
}

/** A container that is never started: what an image without a command of its own is given to run does not matter. */
export function createArguments(reference: string, container: string): readonly string[] {
    return ["create", "--pull=never", "--network=none", `--name=${container}`, checkedReference(reference), "never-started"];
}

/** Podman follows links by itself and does not know the flag. */
export function copyArguments(kind: EngineKind, container: string, file: string): readonly string[] {
    return ["cp", ...(kind === "podman" ? [] : ["--follow-link"]), `${container}:${file}`, "-"];
}

/** A name that begins with `-` would be an option to the engine, and others it would take for something else. */
function checkedReference(reference: string): string {
    if (parseImageReference(reference) === undefined) {
        throw new Problem("invalidName", `This is no name of an image: ${JSON.stringify(reference)}.`);
    }
    return reference;
}

function checkedVariable(name: string): string {
    if (!/^[A-Za-z_]\w*$/.test(name)) {
        throw new Problem("invalidProjectFile", `This is no name of a build argument: ${JSON.stringify(name)}.`);
    }
    return name;
}

/** Docker reads the fields of a secret as a line of CSV; Podman cuts it at commas, and reads CSV where several Dockerfiles can be named. */
function secretArgument(id: string, source: SecretSource, builder: Builder): string {
    if (!/^\w[\w.-]*$/.test(id)) {
        throw new Problem("invalidProjectFile", `This is no id of a build secret: ${JSON.stringify(id)}.`);
    }
    if ("env" in source) {
        return `id=${id},env=${checkedVariable(source.env)}`;
    }
    if (!path.isAbsolute(source.file)) {
        throw new Problem("invalidRequest", `The file of the build secret ${id} needs an absolute path: ${source.file}.`);
    }
    if (builder === "podman" && source.file.includes(",")) {
        throw new Problem(
            "invalidRequest",
            `Podman takes no build secret out of a file with a comma in its path: ${source.file}.`,
        );
    }
    return `id=${id},${builder === "podman" ? `src=${source.file}` : csvField(`src=${source.file}`)}`;
}

function csvField(text: string): string {
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
