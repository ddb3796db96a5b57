import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { onceWhile } from "../../src/core/once.ts";
import { accountState } from "../../src/editor/account/accountState.ts";
import { memory } from "./fakes/memory.ts";

const place = { kind: "aws", profile: "dev", region: "us-east-1" } as const;
const identity = { account: "123456789012", arn: "arn:aws:iam::123456789012:user/a", partition: "aws" };

describe("what is done once in a window", () => {
    it("F18: begins as soon as the user connects, where nobody was connected when the window opened, and never twice", async () => {
        const state = accountState({ all: memory(), window: memory(), chosen: () => place });
        let times = 0;
        const look = onceWhile(
            () => state.current() !== undefined,
            () => (times += 1),
        );
        look();
        state.onDidChange(look);
        assert.equal(times, 0);
        await state.connected({ place, identity });
        assert.equal(times, 1);
        state.setExpired(place);
        await state.disconnect();
        await state.connected({ place, identity });
        assert.equal(times, 1);
    });
});
