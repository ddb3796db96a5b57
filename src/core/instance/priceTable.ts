import type { HourlyPrice } from "./prices.ts";

/** The day that the prices below are from. */
const AS_OF = "2025-01-01";

/** The one region that this table knows. */
const REGION = "us-east-1";

// On-demand list prices of SageMaker in us-east-1, in US dollars an hour, the same for training and for endpoints. They are public list
// prices as they were remembered when this was written, and could not be compared with AWS; whatever shows one says "about" and the date.
// Families whose prices have changed since, or were never known here (p4d, p4de, p5, p6, g7e), are left out.
const PRICES: Readonly<Record<string, string>> = {
    t2: "medium 0.056, large 0.111, xlarge 0.223, 2xlarge 0.445",
    t3: "medium 0.05, large 0.1, xlarge 0.2, 2xlarge 0.399",
    m5: "large 0.115, xlarge 0.23, 2xlarge 0.461, 4xlarge 0.922, 12xlarge 2.765, 24xlarge 5.53",
    m6i: "large 0.115, xlarge 0.23, 2xlarge 0.461, 4xlarge 0.922, 8xlarge 1.843, 12xlarge 2.765, 16xlarge 3.686, 24xlarge 5.53, 32xlarge 7.373",
    m7i: "large 0.121, xlarge 0.242, 2xlarge 0.484, 4xlarge 0.968, 8xlarge 1.935, 12xlarge 2.903, 16xlarge 3.871, 24xlarge 5.806, 48xlarge 11.612",
    c5: "large 0.102, xlarge 0.204, 2xlarge 0.408, 4xlarge 0.816, 9xlarge 1.836, 18xlarge 3.672",
    c6i: "large 0.102, xlarge 0.204, 2xlarge 0.408, 4xlarge 0.816, 8xlarge 1.632, 12xlarge 2.448, 16xlarge 3.264, 24xlarge 4.896, 32xlarge 6.528",
    c7i: "large 0.107, xlarge 0.214, 2xlarge 0.428, 4xlarge 0.857, 8xlarge 1.714, 12xlarge 2.57, 16xlarge 3.427, 24xlarge 5.141, 48xlarge 10.282",
    r5: "large 0.151, xlarge 0.302, 2xlarge 0.605, 4xlarge 1.21, 12xlarge 3.629, 24xlarge 7.258",
    g4dn: "xlarge 0.736, 2xlarge 0.94, 4xlarge 1.505, 8xlarge 2.72, 12xlarge 4.89, 16xlarge 5.44",
    g5: "xlarge 1.408, 2xlarge 1.515, 4xlarge 2.03, 8xlarge 3.06, 12xlarge 7.09, 16xlarge 5.12, 24xlarge 10.18, 48xlarge 20.36",
    g6: "xlarge 1.127, 2xlarge 1.222, 4xlarge 1.654, 8xlarge 2.518, 12xlarge 5.752, 16xlarge 4.246, 24xlarge 8.344, 48xlarge 16.688",
    g6e: "xlarge 2.605, 2xlarge 2.803, 4xlarge 3.755, 8xlarge 5.66, 12xlarge 13.116, 16xlarge 9.47, 24xlarge 18.832, 48xlarge 37.664",
    p3: "2xlarge 3.825, 8xlarge 14.688, 16xlarge 28.152",
};

/** The list price of a type where the price list of AWS cannot be asked; undefined in regions and for types that this table lacks. */
export function listedPrice(region: string, instanceType: string): HourlyPrice | undefined {
    const [, family = "", size = ""] = instanceType.split(".");
    const entry = region === REGION ? PRICES[family]?.split(", ").find((one) => one.startsWith(`${size} `)) : undefined;
    return entry === undefined ? undefined : { usd: Number(entry.split(" ")[1]), source: "table", asOf: AS_OF };
}
