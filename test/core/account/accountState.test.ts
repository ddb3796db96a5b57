import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCAL } from "../../../src/core/place.ts";
import { accountState } from "../../../src/editor/account/accountState.ts";
import { memory } from "../fakes/memory.ts";

const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ada", partition: "aws" };
const place = { kind: "aws", profile: "dev", region: "eu-west-1" } as const;

function setUp() {
    const chosen = { profile: "dev", region: "eu-west-1" };
    const [all, window] = [memory(), memory()];
    const state = accountState({ all, window, chosen: () => chosen });
    return { all, window, chosen, state };
}

describe("the account of AWS", () => {
    it("is none, and commands run locally, until one is connected to and chosen", async () => {
        const { state } = setUp();
        assert.deepEqual([state.current(), state.place(), state.isConnected()], [undefined, LOCAL, false]);
        await state.connected({ place, identity });
        assert.deepEqual([state.current()?.identity, state.place()], [identity, LOCAL]);
        await state.runIn("aws");
        assert.deepEqual(state.place(), place);
        await state.runIn("local");
        assert.deepEqual([state.place(), state.current()?.place], [LOCAL, place]);
    });

    it("counts no more once the settings name another, and again when they name it", async () => {
        const { state, chosen } = setUp();
        await state.connected({ place, identity });
        await state.runIn("aws");
        chosen.profile = "prod";
        assert.deepEqual([state.current(), state.place(), state.isConnected()], [undefined, LOCAL, true]);
        Object.assign(chosen, { profile: "dev", region: "" });
        assert.deepEqual(state.place(), place);
    });

    it("is forgotten when one disconnects", async () => {
        const { state, all } = setUp();
        await state.connected({ place, identity });
        await state.runIn("aws");
        await state.disconnect();
        assert.deepEqual([state.current(), state.place(), all.kept.size], [undefined, LOCAL, 0]);
    });

    it("F03: is expired until somebody has signed in, which all who look are told once", async () => {
        const { state } = setUp();
        await state.connected({ place, identity });
        let told = 0;
        const listening = state.onDidChange(() => told++);
        state.setExpired({ ...place, profile: "another" });
        assert.equal(state.isExpired(), false, "what is true of another profile");
        state.setExpired(place);
        state.setExpired(place);
        assert.deepEqual([state.isExpired(), told], [true, 1]);
        await state.connected({ place, identity });
        assert.deepEqual([state.isExpired(), told], [false, 2]);
        listening.dispose();
        state.setExpired(place);
        assert.equal(told, 2);
    });

    it("F03: is not expired any more once AWS answers, whoever signed in", async () => {
        const { state } = setUp();
        await state.connected({ place, identity });
        let told = 0;
        state.onDidChange(() => told++);
        assert.equal(state.setAnswered(place), false);
        state.setExpired(place);
        assert.equal(state.setAnswered({ ...place, profile: "another" }), false);
        assert.equal(state.isExpired(), true);
        assert.equal(state.setAnswered(place), true);
        assert.deepEqual([state.isExpired(), told], [false, 2]);
    });

    it("keeps names only, and is none where something else was kept", async () => {
        const { state, all } = setUp();
        await state.connected({ place, identity });
        assert.deepEqual(all.kept.get("account"), { place, identity });
        for (const other of ["x", null, {}, { place: {}, identity }, { place, identity: { account: 1 } }]) {
            all.kept.set("account", other);
            assert.equal(state.current(), undefined);
        }
    });
});
