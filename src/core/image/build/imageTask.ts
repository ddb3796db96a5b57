import { INSTANCE_TYPE } from "../../resourceName.ts";
import type { Project } from "../../workspace/project.ts";
import type { ImagePurpose } from "../imagePlan.ts";
import { parseTags } from "../imageTags.ts";

/** The type of our tasks in tasks.json. */
export const TASK_TYPE = "rust-sagemaker";

/** What our tasks do; `push image` asks for what it needs, as its command does. */
export const TASKS = ["build image", "push image"] as const;

/** A task as tasks.json defines it, after what the workspace wrote there was read. */
export interface ImageTask {
    readonly task: (typeof TASKS)[number];
    /** Relative to the folder of the workspace. */
    readonly manifest: string;
    readonly purpose: ImagePurpose["purpose"];
    /** Undefined for that of sagemaker.json. */
    readonly instanceType: string | undefined;
    readonly tags: readonly string[];
}

/** Reads the definition of a task; undefined for one that is none of ours. */
export function readImageTask(definition: Readonly<Record<string, unknown>>): ImageTask | undefined {
    const { type, manifest = "Cargo.toml", purpose = "training", instanceType, tags = [] } = definition;
    const task = TASKS.find((one) => one === definition["task"]);
    if (type !== TASK_TYPE || task === undefined || typeof manifest !== "string" || !Array.isArray(tags)) {
        return undefined;
    }
    const isKnownType = instanceType === undefined || (typeof instanceType === "string" && INSTANCE_TYPE.test(instanceType));
    const parsed = parseTags(tags.join(" "));
    if ((purpose !== "training" && purpose !== "endpoint") || !isKnownType || "fault" in parsed) {
        return undefined;
    }
    return { task, manifest, purpose, instanceType, tags: parsed.tags };
}

/** What the image of a task is built for. */
export function purposeOfTask({ purpose, instanceType }: ImageTask, { file }: Project): ImagePurpose {
    const own = purpose === "training" ? file.training.instanceType : file.endpoint.instanceType;
    return { purpose, instanceType: instanceType ?? own };
}
