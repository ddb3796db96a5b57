import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Place } from "../../../src/core/place.ts";
import { Problem } from "../../../src/core/problem.ts";
import { signInGate } from "../../../src/editor/account/signInGate.ts";

const never = new AbortController().signal;
const place = { kind: "aws", profile: "dev", region: "us-east-1" } as const;
const expired = () => new Problem("loginExpired", "The sign-in to AWS us-east-1 (dev) has expired.");

function setUp() {
    const offers: PromiseWithResolvers<boolean>[] = [];
    const places: Place[] = [];
    const told = { expired: 0 };
    const gate = signInGate({
        offer: (_problem, one) => {
            places.push(one);
            const offer = Promise.withResolvers<boolean>();
            offers.push(offer);
            return offer.promise;
        },
        onExpired() {
            told.expired++;
        },
    });
    return { gate, offers, places, told };
}

describe("calls whose sign-in has expired", () => {
    it("F03: wait for one notification, however many they are, and go on together", async () => {
        const { gate, offers, told } = setUp();
        const waiting = Array.from({ length: 50 }, () => gate.wait(expired(), never, place));
        assert.deepEqual([offers.length, told.expired], [1, 50]);
        offers[0]?.resolve(true);
        await Promise.all(waiting);
        const next = gate.wait(expired(), never, place);
        assert.equal(offers.length, 2);
        offers[1]?.resolve(true);
        await next;
    });

    it("fail with their problem when the user turns away, or with that of the sign-in", async () => {
        const { gate, offers } = setUp();
        const problem = expired();
        const dismissed = gate.wait(problem, never, place);
        offers[0]?.resolve(false);
        await assert.rejects(dismissed, problem);
        const failed = gate.wait(problem, never, place);
        offers[1]?.reject(new Problem("signInFailed", "The AWS CLI failed."));
        await assert.rejects(failed, { code: "signInFailed" });
    });

    it("F04: go on when somebody has signed in elsewhere, and nobody is asked twice while a notification stands", async () => {
        const { gate, offers } = setUp();
        const first = gate.wait(expired(), never, place);
        gate.open();
        await first;
        const again = gate.wait(expired(), never, place);
        assert.equal(offers.length, 1);
        offers[0]?.resolve(true);
        await again;
    });

    it("F03: are offered the sign-in to their own place, whatever the settings name", async () => {
        const { gate, offers, places } = setUp();
        const other = { ...place, profile: "other" };
        const waiting = gate.wait(expired(), never, other);
        offers[0]?.resolve(true);
        await waiting;
        assert.deepEqual(places, [other]);
    });

    it("F03: end as cancelled when the user disconnects, and later ones wait for themselves", async () => {
        const { gate, offers } = setUp();
        const waiting = gate.wait(expired(), never, place);
        gate.close();
        await assert.rejects(waiting, { name: "AbortError" });
        const later = gate.wait(expired(), never, place);
        offers[0]?.resolve(true);
        await later;
    });

    it("fail at once where nobody waits for them, and the account is known to be expired", async () => {
        const { gate, offers, told } = setUp();
        await assert.rejects(gate.pass(expired(), never, place), { code: "loginExpired" });
        assert.deepEqual([offers.length, told.expired], [0, 1]);
    });
});
