/** NVIDIA's name and memory of a family's GPU, and how many of them an instance of each size has: one where a size is not named. */
interface Model {
    readonly model: string;
    readonly memoryGib: number;
    readonly counts: Readonly<Record<string, number>>;
}

const model = (name: string, memoryGib: number, counts: Readonly<Record<string, number>>): Model => ({
    model: name,
    memoryGib,
    counts,
});
const G_COUNTS = { "12xlarge": 4, "24xlarge": 4, "48xlarge": 8 };

// NVIDIA's and EC2's public figures, which could not be compared with AWS here.
const MODELS: ReadonlyMap<string, Model> = new Map([
    ["g4dn", model("T4", 16, { "12xlarge": 4 })],
    ["g5", model("A10G", 24, G_COUNTS)],
    ["g6", model("L4", 24, G_COUNTS)],
    ["g6e", model("L40S", 48, G_COUNTS)],
    ["g7e", model("RTX PRO 6000", 96, { "12xlarge": 2, "24xlarge": 4, "48xlarge": 8 })],
    ["p3", model("V100", 16, { "8xlarge": 4, "16xlarge": 8 })],
    ["p3dn", model("V100", 32, { "24xlarge": 8 })],
    ["p4d", model("A100", 40, { "24xlarge": 8 })],
    ["p4de", model("A100", 80, { "24xlarge": 8 })],
    ["p5", model("H100", 80, { "48xlarge": 8 })],
    ["p5e", model("H200", 141, { "48xlarge": 8 })],
    ["p5en", model("H200", 141, { "48xlarge": 8 })],
    ["p6-b200", model("B200", 180, { "48xlarge": 8 })],
    ["p6-b300", model("B300", 270, { "48xlarge": 8 })],
]);

/** The GPUs of an instance type such as `ml.g5.12xlarge`: model, memory of each, number; undefined for a type without. */
export function gpuModels(instanceType: string) {
    const [, family = "", size = ""] = instanceType.split(".");
    const known = MODELS.get(family);
    return known && { model: known.model, memoryGib: known.memoryGib, count: known.counts[size] ?? 1 };
}
