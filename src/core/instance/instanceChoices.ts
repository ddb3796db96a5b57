import { type InstanceType, type InstanceUse, instanceTypeText } from "./instanceType.ts";
import { usualInstanceTypes } from "./catalogue.ts";
import type { Billed, HourlyPrice } from "./prices.ts";
import { hourlyText } from "./priceText.ts";
import type { Quota } from "./quotas.ts";

/** An instance type to choose, and what speaks for and against it. */
export interface InstanceChoice {
    readonly name: string;
    /** Such as `4 vCPU · 16 GB · 1 × A10G 24 GB · quota 2 · $1.41/h`: a long price may be cut off at its date. */
    readonly figures: string;
}

/** What is asked for. */
export interface Wanted {
    readonly use: InstanceUse;
    /** Stands first, whatever is known of it. */
    readonly proposed: string;
    readonly isGpuFirst: boolean;
}

/** What has been learned of an account so far. */
export interface Learned {
    readonly quotas?: ReadonlyMap<string, Quota>;
    readonly prices?: ReadonlyMap<string, HourlyPrice>;
}

/** What SageMaker bills an instance as. */
export function billedAs(use: InstanceUse): Billed {
    return use === "endpoint" ? "endpoint" : "training";
}

/** The usual instance types in the order in which one would look at them; those that the account may run none of come last. */
export function instanceChoices({ use, proposed, isGpuFirst }: Wanted, learned: Learned): readonly InstanceChoice[] {
    const types = usualInstanceTypes(billedAs(use));
    const rank = (type: InstanceType) =>
        type.name === proposed
            ? 0
            : 1 + (quotaOf(type.name, learned) === 0 ? 2 : 0) + ((type.gpu !== undefined) === isGpuFirst ? 0 : 1);
    const known = types
        .toSorted((a, b) => rank(a) - rank(b))
        .map((type) => ({ name: type.name, figures: figures(type, learned) }));
    return types.some(({ name }) => name === proposed)
        ? known
        : [{ name: proposed, figures: accountFigures(proposed, learned).join(" · ") }, ...known];
}

/** Service Quotas leaves out what an account has no quota for. */
function quotaOf(name: string, { quotas }: Learned): number | undefined {
    return quotas && (quotas.get(name)?.value ?? 0);
}

function figures(type: InstanceType, learned: Learned): string {
    return [instanceTypeText(type), ...accountFigures(type.name, learned)].join(" · ");
}

function accountFigures(name: string, learned: Learned): readonly string[] {
    const price = learned.prices?.get(name);
    const quota = quotaOf(name, learned);
    return [...(quota === undefined ? [] : [`quota ${quota}`]), ...(price === undefined ? [] : [hourlyText(price)])];
}
