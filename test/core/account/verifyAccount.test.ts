import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AwsPlace } from "../../../src/core/place.ts";
import { accountState } from "../../../src/editor/account/accountState.ts";
import { verifyAccount } from "../../../src/editor/account/verifyAccount.ts";
import { memory } from "../fakes/memory.ts";

const never = new AbortController().signal;
const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ada", partition: "aws" };
const place = { kind: "aws", profile: "dev", region: "eu-west-1" } as const;

async function setUp(
    meanwhile: (one: { chosen: { profile: string; region: string }; disconnect: () => Promise<void> }) => unknown,
) {
    const chosen = { profile: "dev", region: "eu-west-1" };
    const state = accountState({ all: memory(), window: memory(), chosen: () => chosen });
    await state.connected({ place, identity: { ...identity, account: "000000000001" } });
    const verify = verifyAccount({
        state,
        chosen: () => ({ ...chosen }),
        placeOf: async (profile, region): Promise<AwsPlace> => ({ kind: "aws", profile, region }),
        async identityIn() {
            await meanwhile({ chosen, disconnect: state.disconnect });
            return identity;
        },
    });
    return { state, verify, chosen };
}

describe("an account that is verified", () => {
    it("F04: is known by what AWS says now, and no longer expired", async () => {
        const { state, verify } = await setUp(() => {});
        state.setExpired(place);
        await verify(never);
        assert.deepEqual([state.current(), state.isExpired()], [{ place, identity }, false]);
    });

    it("is not connected to again when the user disconnects meanwhile", async () => {
        const { state, verify } = await setUp(({ disconnect }) => disconnect());
        await verify(never);
        assert.deepEqual([state.current(), state.isConnected()], [undefined, false]);
    });

    it("takes the place of none that the user chooses meanwhile", async () => {
        const { state, verify, chosen } = await setUp(({ chosen: settings }) => (settings.region = "us-east-1"));
        await verify(never);
        assert.equal(state.current(), undefined);
        chosen.region = "eu-west-1";
        assert.equal(state.current()?.identity.account, "000000000001");
    });
});
