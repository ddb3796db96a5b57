import { usualInstanceTypes } from "../core/instance/catalogue.ts";
import { billedAs, instanceChoices, type Learned, type Wanted } from "../core/instance/instanceChoices.ts";
import type { InstanceUse } from "../core/instance/instanceType.ts";
import type { HourlyPrice, Prices } from "../core/instance/prices.ts";
import type { ServiceQuotas } from "../core/instance/quotas.ts";
import { type Place, placeName } from "../core/place.ts";
import { instanceTypeFault } from "../core/resourceName.ts";
import type { Choice, PickStep } from "./ask.ts";

/** Who knows the quotas and the prices of a place. */
export interface InstanceSources {
    readonly quotasIn: (place: Place) => Promise<ServiceQuotas>;
    readonly pricesIn: (place: Place) => Promise<Prices>;
}

interface Question {
    /** Under which the answer is found. */
    readonly key: string;
    readonly place: Place;
    readonly use: InstanceUse;
    /** Such as that of sagemaker.json; stands first. */
    readonly proposed: string;
    readonly isGpuFirst?: boolean;
}

/**
 * The question for an instance type. Quotas and prices are filled in while it stands; where they cannot be had, it does without. Any other
 * type can be typed.
 */
export function instanceTypeStep(question: Question, sources: InstanceSources): PickStep {
    const { key, place, use, proposed, isGpuFirst = false } = question;
    const wanted: Wanted = { use, proposed, isGpuFirst };
    const note = place.kind === "local" ? "; it is recorded, and this machine does the work" : "";
    return {
        kind: "pick",
        key,
        prompt: `Instance type for the ${use} on ${placeName(place)}${note}`,
        choices: choicesOf(wanted, {}),
        refine: (show, signal) => refine(wanted, place, sources, show, signal),
        typed: (text) =>
            instanceTypeFault(text.trim()) === undefined
                ? { label: text.trim(), description: "as typed", value: text.trim() }
                : undefined,
    };
}

async function refine(
    wanted: Wanted,
    place: Place,
    { quotasIn, pricesIn }: InstanceSources,
    show: (choices: readonly Choice<string>[]) => void,
    signal: AbortSignal,
): Promise<void> {
    let learned: Learned = {};
    const add = (more: Learned) => {
        learned = { ...learned, ...more };
        if (!signal.aborted) {
            show(choicesOf(wanted, learned));
        }
    };
    const quotas = async () => add({ quotas: await (await quotasIn(place)).forUse(wanted.use, signal) });
    const prices = async () => add({ prices: await pricesOf(wanted, await pricesIn(place), signal) });
    await Promise.allSettled([quotas(), prices()]);
}

async function pricesOf(
    { use, proposed }: Wanted,
    prices: Prices,
    signal: AbortSignal,
): Promise<ReadonlyMap<string, HourlyPrice>> {
    const billed = billedAs(use);
    const names = new Set([proposed, ...usualInstanceTypes(billed).map(({ name }) => name)]);
    const found = await Promise.all(
        Array.from(names, async (name) => [name, await prices.perHour(billed, name, signal)] as const),
    );
    return new Map(found.flatMap(([name, price]) => (price === undefined ? [] : [[name, price] as const])));
}

function choicesOf(wanted: Wanted, learned: Learned): readonly Choice<string>[] {
    return instanceChoices(wanted, learned).map(({ name, figures }) => ({ label: name, description: figures, value: name }));
}
