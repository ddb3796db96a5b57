import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Problem } from "../../src/core/problem.ts";
import { isSecretName, keepSecret, messageWithoutKept, redact, withoutKept } from "../../src/core/redact.ts";
import { redactedLog } from "../../src/editor/redactedLog.ts";
import { withoutLinks } from "../../src/editor/withoutLinks.ts";
import { fakeLog } from "./fakes/log.ts";

describe("text that may hold a secret", () => {
    it("F120: loses it by what it looks like, and keeps what is around it", () => {
        for (const [text, shown] of [
            ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG next", "aws_secret_access_key = ••• next"],
            ['{"SecretAccessKey":"wJalrXUtnFEMI","Version":1}', '{"SecretAccessKey":"•••","Version":1}'],
            ["Authorization: AWS4-HMAC-SHA256 Credential=A/b, Signature=c\nHost: x", "Authorization: •••\nHost: x"],
            ["https://s3/x?X-Amz-Signature=0123456789abcdef&a=b", "https://s3/x?X-Amz-Signature=•••&a=b"],
            ["cannot reach http://ada:hunter22@proxy:3128 now", "cannot reach http://ada:•••@proxy:3128 now"],
            ["docker login --password hunter22 host", "docker login --password ••• host"],
            ["Bearer abcdefgh12345678 was refused", "Bearer ••• was refused"],
            ["key AKIAIOSFODNN7EXAMPLE is unknown", "key AKIA••• is unknown"],
            [
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend",
                "-----BEGIN RSA PRIVATE KEY-----•••\nend",
            ],
            ["token=ghp_0123456789abcdefABCD!", "token=•••"],
        ] as const) {
            assert.equal(redact(text), shown);
        }
    });

    it("stays as it is where there is none", () => {
        for (const text of [
            "Training job iris-1 failed: exit code 101 at src/main.rs:4.",
            "The secret of good models is data.",
            "arn:aws:sagemaker:us-east-1:123456789012:training-job/token-classifier",
            "http://127.0.0.1:8080/invocations",
            "Unexpected token '<'",
            "sha256:0123456789abcdef0123456789abcdef",
        ]) {
            assert.equal(redact(text), text);
        }
    });

    it("F120: loses what is known to be one, also in an address and in JSON, and never a word of a few letters", () => {
        keepSecret('sla/sh+pl"us');
        keepSecret("short");
        assert.equal(
            withoutKept(`a sla/sh+pl"us b ${encodeURIComponent('sla/sh+pl"us')} c ${JSON.stringify('sla/sh+pl"us')}`),
            'a ••• b ••• c "•••"',
        );
        assert.equal(withoutKept("short"), "short");
    });

    it("is hidden in failures, notifications, the log and messages to a page", () => {
        keepSecret("kept-secret-value");
        assert.equal(new Problem("invalidRequest", "It said kept-secret-value.").message, "It said •••.");
        assert.equal(withoutLinks("password=hunter22 [a](command:b)"), "password=••• [a] (command:b)");
        const { log, lines } = fakeLog();
        redactedLog(log).info("a kept-secret-value", { b: "kept-secret-value" });
        redactedLog(log).error(new Error("password: hunter22"));
        assert.deepEqual(lines[0], 'a ••• {"b":"•••"}');
        assert.match(lines[1] ?? "", /^Error: password: •••\n +at /);
        const bytes = new Uint8Array([1]);
        const answer = { token: "a model's own", texts: ["kept-secret-value", 1], bytes, none: undefined };
        assert.deepEqual(messageWithoutKept(answer), { token: "a model's own", texts: ["•••", 1], bytes, none: undefined });
    });

    it("is known by the name of its variable", () => {
        assert.ok(["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "HF_TOKEN", "DB_PASSWORD", "API_KEY"].every(isSecretName));
        assert.ok(!["AWS_ACCESS_KEY_ID", "PATH", "AWS_REGION", "KEYBOARD"].some(isSecretName));
    });
});
