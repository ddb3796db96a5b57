import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, context, crate, fixed, ids, runtime } from "./checking.ts";

describe("an ENTRYPOINT", () => {
    it("of a shell is written as an array", () => {
        const text = runtime("ENTRYPOINT /usr/local/bin/app --fast\n");
        assert.deepEqual(ids(check(text)), ["shell-entrypoint"]);
        assert.match(fixed(text, check(text)), /\nENTRYPOINT \["\/usr\/local\/bin\/app", "--fast"\]\n$/);
    });

    it("that needs its shell is left to the user", () => {
        assert.deepEqual(check(runtime('ENTRYPOINT echo "$HOME" && app\n'))[0]?.fixes, []);
    });

    it("that is train or serve itself is taken away", () => {
        const text = runtime('ENTRYPOINT ["/usr/local/bin/train"]\nEXPOSE 8080\n');
        assert.deepEqual(ids(check(text)), ["entrypoint"]);
        assert.equal(fixed(text, check(text)), runtime("EXPOSE 8080\n"));
    });

    it("of a stage that is not built does not count", () => {
        const text = runtime("FROM debian:bookworm-slim AS other\nENTRYPOINT app\n");
        assert.deepEqual(ids(check(text)), ["shell-entrypoint"]);
        assert.deepEqual(ids(check(text, { target: "builder" })), ["binary-missing", "binary-missing"]);
    });
});

describe("the binaries that SageMaker starts", () => {
    it("are missed when nothing brings them", () => {
        const text = runtime("").replace(/COPY --from=.*\n/, "COPY --from=builder /app/target/release/train /usr/local/bin/\n");
        const findings = check(text);
        assert.deepEqual(ids(findings), ["binary-missing"]);
        assert.match(findings[0]?.message ?? "", /the word "serve"/);
    });

    it("are missed when they are built and left in the target folder", () => {
        assert.deepEqual(ids(check("FROM rust:1.95-bookworm\nCOPY . .\nRUN cargo build --release\n")), [
            "binary-missing",
            "binary-missing",
        ]);
    });

    it("must lie on the PATH", () => {
        const text = runtime("").replace("/usr/local/bin/", "/app/bin/");
        const findings = check(text);
        assert.deepEqual(ids(findings), ["binary-not-on-path", "binary-not-on-path"]);
        assert.equal(fixed(text, findings.slice(1)), runtime(""));
    });

    it("do not lie on the PATH in the working directory", () => {
        const text = "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY train .\n";
        const findings = check(text, { crate: { ...crate, bins: ["train"] } });
        assert.equal(fixed(text, findings), "FROM debian:bookworm-slim\nWORKDIR /app\nCOPY train /usr/local/bin/\n");
    });

    it("are asked for only when the crate has them", () => {
        assert.deepEqual(ids(check("FROM debian:bookworm-slim\n", { crate: { ...crate, bins: ["app"] } })), []);
    });
});

describe("the context", () => {
    const text = runtime("");

    it("without an ignore file gets one", () => {
        const changes = { context: { ...context, ignoreText: undefined } };
        assert.deepEqual(ids(check(text, changes)), ["context-with-target"]);
        assert.equal(fixed(text, check(text, changes)), `${text}/w/.dockerignore+=**/target,.git`);
    });

    it("is read as Docker reads its ignore file: a plain target is the one at the root", () => {
        const nested = { ignorePath: "/w/.dockerignore", ignoreText: "target\n", targetFolders: ["target", "crates/a/target"] };
        const findings = check(text, { context: nested });
        assert.match(findings[0]?.message ?? "", /crates\/a\/target/);
        assert.equal(fixed(text, findings), `${text}/w/.dockerignore+=**/target`);
        assert.deepEqual(ids(check(text, { context: { ...nested, targetFolders: ["target"] } })), []);
        assert.deepEqual(ids(check(text, { context: { ...nested, ignoreText: "*\n!src\n!crates/*/src" } })), []);
        assert.deepEqual(ids(check(text, { context: { ...nested, ignoreText: "**/target\n!crates\n" } })), [
            "context-with-target",
        ]);
    });

    it("does not matter to a COPY that asks for less", () => {
        const narrow = text.replace("COPY . .", "COPY Cargo.toml Cargo.lock ./\nCOPY src/ src");
        assert.deepEqual(ids(check(narrow, { context: { ...context, ignoreText: undefined } })), []);
        const glob = text.replace("COPY . .", 'COPY ["./ta*", "/x/"]');
        assert.deepEqual(ids(check(glob, { context: { ...context, ignoreText: undefined } })), ["context-with-target"]);
    });
});

describe("the user of an image", () => {
    it("is root", () => {
        const text = runtime("RUN useradd app\nUSER app:app\nEXPOSE 8080\n");
        assert.deepEqual(ids(check(text)), ["not-root"]);
        assert.equal(fixed(text, check(text)), text.replace("USER app:app\n", ""));
    });

    it("is root in Distroless but for its nonroot tag", () => {
        const text = runtime("", "gcr.io/distroless/cc-debian12:nonroot");
        assert.equal(fixed(text, check(text)), text.replace(":nonroot", ""));
        assert.deepEqual(ids(check(runtime("USER 0\n", "gcr.io/distroless/cc-debian12:nonroot"))), []);
    });
});

describe("what must not be in an image", () => {
    it("is a file under /opt/ml", () => {
        assert.deepEqual(ids(check(runtime("COPY model.bin /opt/ml/model/\n"))), ["ml-folder"]);
        assert.deepEqual(ids(check(runtime('VOLUME ["/opt/ml"]\n'))), ["ml-folder"]);
        assert.deepEqual(ids(check(runtime("COPY model.bin /opt/mlflow/\n"))), []);
    });

    it("is a secret, which is mounted instead", () => {
        const text = runtime('ARG HF_TOKEN\nRUN curl -H "Bearer $HF_TOKEN" https://example.com\n');
        const findings = check(text);
        assert.deepEqual(ids(findings), ["secret-in-image"]);
        assert.equal(
            fixed(text, findings),
            runtime(
                'RUN --mount=type=secret,id=HF_TOKEN export HF_TOKEN="$(cat /run/secrets/HF_TOKEN)" && curl -H "Bearer $HF_TOKEN" https://example.com\n',
            ),
        );
    });

    it("is a secret under any of its names, in any stage", () => {
        for (const name of [
            "AWS_SECRET_ACCESS_KEY",
            "AWS_ACCESS_KEY_ID",
            "DB_PASSWORD",
            "CARGO_REGISTRIES_MINE_TOKEN",
            "openai_api_key",
        ]) {
            const text = runtime("").replace("WORKDIR /app", `WORKDIR /app\nENV A=1 ${name}=abc`);
            const [finding] = check(text);
            assert.equal(finding?.id, "secret-in-image", name);
            assert.equal(text.slice(finding?.start, finding?.end), `${name}=abc`);
        }
    });
});
