import type { TrainingPlan } from "../job/trainingPlan.ts";
import { sizeText } from "../text/sizeText.ts";
import type { Finding } from "./finding.ts";

/** Families with NVMe storage of their own: those that SageMaker's documentation calls so among the GPUs, and every `d` after the number. */
const OWN_STORAGE = /^ml\.(g4dn|g5|g6|g6e|g7e|p3dn|p4d|p4de|p5|p5e|p5en|p6-[a-z0-9]+|[a-z]+\d+[a-z]*d[a-z]*)\./;

const GIB = 2 ** 30;
/** Beside its data a job keeps its model, its checkpoints and scratch there. */
const COMFORTABLE = 0.7;

/** Judges the volume of a job against the data that is copied to it: bytes for each instance, undefined where they are not known. */
export function volumeFinding(plan: TrainingPlan, inputBytes: number | undefined): Finding<TrainingPlan> {
    const { instanceType, volumeGib = 30 } = plan;
    if (OWN_STORAGE.test(instanceType)) {
        return { light: "ok", sentence: `${instanceType} has NVMe storage of its own; the volume's size is ignored.` };
    }
    if (inputBytes === undefined) {
        return { light: "unknown", sentence: `How much data is copied to the volume of ${volumeGib} GB could not be told.` };
    }
    const size = sizeText(inputBytes);
    if (inputBytes < volumeGib * GIB * COMFORTABLE) {
        return { light: "ok", sentence: `${size} of data are copied to a volume of ${volumeGib} GB.` };
    }
    const enough = Math.ceil(inputBytes / COMFORTABLE / GIB) + 1;
    const fixes = [{ kind: "changePlan", label: `Take ${enough} GB`, plan: { ...plan, volumeGib: enough } }] as const;
    return inputBytes >= volumeGib * GIB
        ? { light: "fail", sentence: `${size} of data do not fit on the volume of ${volumeGib} GB.`, fixes }
        : {
              light: "warn",
              sentence: `${size} of data leave little of the volume of ${volumeGib} GB for the model and scratch.`,
              fixes,
          };
}

/** The bytes that each instance copies before it starts, by the bytes of each channel; a channel read while the job runs takes none. */
export function copiedBytes(plan: TrainingPlan, bytesOf: ReadonlyMap<string, number>): number {
    const sizes = Array.from(plan.inputs, ([channel, { mode = "File", isSharded }]) => {
        const bytes = mode === "File" ? (bytesOf.get(channel) ?? 0) : 0;
        return isSharded ? bytes / (plan.instanceCount ?? 1) : bytes;
    });
    return Math.ceil(sizes.reduce((sum, bytes) => sum + bytes, 0));
}
