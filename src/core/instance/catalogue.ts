import { gpuOf } from "../image/gpuFamilies.ts";
import { gpuModels } from "./gpuModels.ts";
import type { Billed } from "./prices.ts";
import type { InstanceType } from "./instanceType.ts";

/** vCPUs and GiB of each size of a family: `xlarge 4/16`, by what SageMaker offers the family for. */
interface Family {
    readonly name: string;
    readonly sizes: string;
    readonly only?: Billed;
}

// vCPUs and memory are EC2's public figures for the type of the same name; they could not be compared with AWS here.
const GENERAL = "large 2/8, xlarge 4/16, 2xlarge 8/32, 4xlarge 16/64";
const COMPUTE = "large 2/4, xlarge 4/8, 2xlarge 8/16, 4xlarge 16/32";
const G5_SIZES =
    "xlarge 4/16, 2xlarge 8/32, 4xlarge 16/64, 8xlarge 32/128, 12xlarge 48/192, 16xlarge 64/256, 24xlarge 96/384, 48xlarge 192/768";

const FAMILIES: readonly Family[] = [
    { name: "g4dn", sizes: "xlarge 4/16, 2xlarge 8/32, 4xlarge 16/64, 8xlarge 32/128, 12xlarge 48/192, 16xlarge 64/256" },
    { name: "g5", sizes: G5_SIZES },
    { name: "g6", sizes: G5_SIZES },
    {
        name: "g6e",
        sizes: "xlarge 4/32, 2xlarge 8/64, 4xlarge 16/128, 8xlarge 32/256, 12xlarge 48/384, 16xlarge 64/512, 24xlarge 96/768, 48xlarge 192/1536",
    },
    { name: "g7e", sizes: "2xlarge 8/64, 4xlarge 16/128, 8xlarge 32/256, 12xlarge 48/512, 24xlarge 96/1024, 48xlarge 192/2048" },
    { name: "p3", sizes: "2xlarge 8/61, 8xlarge 32/244, 16xlarge 64/488" },
    { name: "p3dn", sizes: "24xlarge 96/768", only: "training" },
    { name: "p4d", sizes: "24xlarge 96/1152" },
    { name: "p4de", sizes: "24xlarge 96/1152" },
    { name: "p5", sizes: "4xlarge 16/256, 48xlarge 192/2048" },
    { name: "p5e", sizes: "48xlarge 192/2048" },
    { name: "p5en", sizes: "48xlarge 192/2048" },
    { name: "p6-b200", sizes: "48xlarge 192/2048" },
    { name: "p6-b300", sizes: "48xlarge 192/4096" },
    { name: "t3", sizes: "medium 2/4, large 2/8, xlarge 4/16, 2xlarge 8/32", only: "training" },
    { name: "t2", sizes: "medium 2/4, large 2/8, xlarge 4/16, 2xlarge 8/32", only: "endpoint" },
    { name: "m5", sizes: `${GENERAL}, 12xlarge 48/192, 24xlarge 96/384` },
    { name: "m6i", sizes: `${GENERAL}, 8xlarge 32/128, 12xlarge 48/192, 16xlarge 64/256, 24xlarge 96/384, 32xlarge 128/512` },
    { name: "m7i", sizes: `${GENERAL}, 8xlarge 32/128, 12xlarge 48/192, 16xlarge 64/256, 24xlarge 96/384, 48xlarge 192/768` },
    { name: "c5", sizes: `${COMPUTE}, 9xlarge 36/72, 18xlarge 72/144` },
    { name: "c6i", sizes: `${COMPUTE}, 8xlarge 32/64, 12xlarge 48/96, 16xlarge 64/128, 24xlarge 96/192, 32xlarge 128/256` },
    { name: "c7i", sizes: `${COMPUTE}, 8xlarge 32/64, 12xlarge 48/96, 16xlarge 64/128, 24xlarge 96/192, 48xlarge 192/384` },
    { name: "r5", sizes: "large 2/16, xlarge 4/32, 2xlarge 8/64, 4xlarge 16/128, 12xlarge 48/384, 24xlarge 96/768" },
];

/** Offered for endpoints alone, as SageMaker's API lists them. */
const ENDPOINT_ONLY = new Set(["ml.c5.large", "ml.c6i.large"]);

interface Entry {
    readonly type: InstanceType;
    readonly only: Billed | undefined;
}

const ENTRIES: readonly Entry[] = FAMILIES.flatMap(({ name: family, sizes, only }) =>
    sizes.split(", ").map((text) => {
        const [size = "", figures = ""] = text.split(" ");
        const name = `ml.${family}.${size}`;
        const [vcpus = 0, memoryGib = 0] = figures.split("/").map(Number);
        const gpu = gpuModels(name);
        const capability = gpuOf(name)?.computeCapability;
        return {
            type: { name, vcpus, memoryGib, ...(gpu && capability && { gpu: { ...gpu, computeCapability: capability } }) },
            only: ENDPOINT_ONLY.has(name) ? "endpoint" : only,
        };
    }),
);

/** The usual instance types for training or for endpoints. There are more, and each of them may be named all the same. */
export function usualInstanceTypes(billed: Billed): readonly InstanceType[] {
    return ENTRIES.filter(({ only }) => only === undefined || only === billed).map(({ type }) => type);
}

/** What is known of an instance type; undefined for one that is not in the catalogue. */
export function instanceTypeNamed(name: string): InstanceType | undefined {
    return ENTRIES.find(({ type }) => type.name === name)?.type;
}
