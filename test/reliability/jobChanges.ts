import assert from "node:assert/strict";
import { until } from "../adapters/place.ts";
import { planOf } from "./awsPlace.ts";
import type { Changing, Place } from "./changes.ts";

const never = new AbortController().signal;

const start = async ({ connected, place, image }: Place, name: string) =>
    (await connected.jobsIn(place)).start(planOf(name, image.reference), never);

const jobsOf = async ({ connected, place }: Place, name: string) =>
    (await (await connected.jobsIn(place)).page({ nameContains: name }, never)).items;

/** What is done with training jobs. */
export const jobChanges: Readonly<Record<string, Changing>> = {
    CreateTrainingJob: (at, name) => ({
        act: () => start(at, name),
        check: async () => assert.equal((await jobsOf(at, name)).length, 1),
    }),
    StopTrainingJob: (at, name) => ({
        prepare: () => start(at, name),
        act: async () => (await at.connected.jobsIn(at.place)).stop(name, never),
        check: async () => assert.match((await jobsOf(at, name))[0]?.status ?? "", /Stopping|Stopped|Completed/),
    }),
    UpdateTrainingJob: (at, name) => ({
        async prepare() {
            await (
                await at.connected.jobsIn(at.place)
            ).start({ ...planOf(name, at.image.reference), warmPoolSeconds: 600 }, never);
            await until(
                async () => (await jobsOf(at, name))[0]?.warmPool,
                (status) => status === "Available",
            );
        },
        act: async () => (await at.connected.jobsIn(at.place)).endWarmPool(name, never),
        check: async () => assert.equal((await jobsOf(at, name))[0]?.warmPool, "Terminated"),
    }),
};
