import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InputBoxOptions } from "vscode";
import { mfaCode } from "../../../src/editor/account/mfaCode.ts";

const device = "arn:aws:iam::123456789012:mfa/ada";

function asked(answer: string | undefined) {
    const shown: InputBoxOptions[] = [];
    const ask = mfaCode(async (options) => {
        shown.push(options ?? {});
        return answer;
    });
    return { ask, shown };
}

describe("the question for the code of an MFA device", () => {
    it("names the device and the profile, and takes six digits alone", async () => {
        const { ask, shown } = asked(" 123456 ");
        assert.equal(await ask(device, "admin"), "123456");
        const [options] = shown;
        assert.equal(options?.title, "Sign In to AWS (admin)");
        assert.equal(options?.prompt, `Code of the MFA device ${device}`);
        assert.equal(options?.password, false);
        const valid = ["123456", "12345", "1234567", "12345a", ""].map((text) => options?.validateInput?.(text) === undefined);
        assert.deepEqual(valid, [true, false, false, false, false]);
    });

    it("answers nothing to somebody who turns away", async () => {
        assert.equal(await asked(undefined).ask(device, ""), undefined);
    });
});
