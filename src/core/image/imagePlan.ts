import path from "node:path";
import { Problem } from "../problem.ts";
import type { Project } from "../workspace/project.ts";
import { gpuOf } from "./gpuFamilies.ts";
import { CRATE_LABEL, type ImageBuild, type SecretSource } from "./imageBuild.ts";
import { platformOf, type Purpose } from "./platform.ts";
import { repositoryName } from "./processImage.ts";

/** What an image is built for. */
export interface ImagePurpose {
    readonly purpose: Purpose;
    readonly instanceType: string;
}

interface Plan extends ImagePurpose {
    readonly project: Project;
    /** The text of the Dockerfile. */
    readonly dockerfile: string;
    /** Without the repository; the first one tells what the image was built from. */
    readonly tags: readonly string[];
    /** The user's own sources of secrets, by id. */
    readonly secrets: ReadonlyMap<string, SecretSource>;
}

/** The setting that says where build secrets come from. */
export const SECRETS_SETTING = "rustSagemaker.image.secrets";

/** The feature by which crates such as candle are built for NVIDIA's GPUs. */
const CUDA = "cuda";

/** A project as it is built for an instance type: with the feature "cuda" for one with GPUs, where the crate has such a feature. */
export function projectFor(instanceType: string, project: Project): Project {
    const { crate, file } = project;
    const isWanted = gpuOf(instanceType) !== undefined && crate.features?.includes(CUDA) && !file.features.includes(CUDA);
    return isWanted ? { ...project, file: { ...file, features: [...file.features, CUDA] } } : project;
}

/** The name of the repository of a project's images, on this machine and in ECR. */
export function repositoryOf({ crate, file }: Project): string {
    return file.image.repository ?? repositoryName(crate.name);
}

/** The Dockerfile of a project, whether or not it exists. */
export function dockerfileOf({ crate, file }: Project): string {
    return path.resolve(crate.directory, file.image.dockerfile);
}

/** The folder that is sent to the engine. */
export function contextOf({ crate, file }: Project): string {
    return path.resolve(crate.directory, file.image.context);
}

/** Plans the build of a project's image. Refused with `secretMissing` when the user has not said where one of its secrets comes from. */
export function planImage(plan: Plan): ImageBuild {
    const { project, purpose, instanceType, tags } = plan;
    return {
        dockerfile: dockerfileOf(project),
        context: contextOf(project),
        target: project.file.image.target,
        platform: platformOf(purpose, instanceType),
        buildArgs: buildArgsOf(plan),
        secrets: secretsOf(plan),
        tags: [...new Set(tags)].map((tag) => `${repositoryOf(project)}:${tag}`),
        labels: { [CRATE_LABEL]: project.crate.name },
    };
}

/** The project's own arguments, and ours where the Dockerfile has a use for them: BuildKit warns of any other. */
function buildArgsOf({ project, dockerfile, instanceType }: Plan): Readonly<Record<string, string>> {
    const features = project.file.features.join(",");
    const computeCapability = gpuOf(instanceType)?.computeCapability.replace(".", "");
    return {
        ...(features !== "" && declaresArg(dockerfile, "FEATURES") ? { FEATURES: features } : {}),
        ...(computeCapability !== undefined && declaresArg(dockerfile, "CUDA_COMPUTE_CAP")
            ? { CUDA_COMPUTE_CAP: computeCapability }
            : {}),
        ...project.file.image.buildArgs,
    };
}

function declaresArg(dockerfile: string, name: string): boolean {
    const joined = dockerfile.replace(/[\\`][ \t]*\r?\n/g, " ");
    return new RegExp(`^[ \\t]*ARG[ \\t](?:.*[ \\t])?${name}(?=[\\s=]|$)`, "im").test(joined);
}

function secretsOf({ project, secrets }: Plan): ReadonlyMap<string, SecretSource> {
    return new Map(
        project.file.image.secrets.map((id) => {
            const source = secrets.get(id);
            if (source === undefined) {
                throw new Problem(
                    "secretMissing",
                    `The build of ${project.crate.name} needs the secret "${id}". Say in the setting ${SECRETS_SETTING} where yours comes from: {"${id}": {"file": "/path"}} or {"${id}": {"env": "NAME"}}.`,
                    { remedy: { kind: "openSetting", label: "Open Setting", key: SECRETS_SETTING } },
                );
            }
            return [id, source] as const;
        }),
    );
}
