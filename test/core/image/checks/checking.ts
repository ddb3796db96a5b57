import assert from "node:assert/strict";
import { checkDockerfile } from "../../../../src/core/image/checks/dockerfileChecks.ts";
import type { Finding } from "../../../../src/core/image/checks/finding.ts";

type Build = Parameters<typeof checkDockerfile>[1];

/** A crate that SageMaker trains and serves. */
export const crate: Build["crate"] = {
    bins: ["train", "serve"],
    trainingInstanceType: "ml.m5.large",
    endpointInstanceType: "ml.m5.large",
    lock: undefined,
};
/** A context with a target folder that is left out. */
export const context: Build["context"] = {
    ignorePath: "/w/.dockerignore",
    ignoreText: "**/target\n.git\n",
    targetFolders: ["target"],
};
const build: Build = { target: undefined, buildArgs: {}, crate, context };

/** Checks a Dockerfile of that crate, in that context. */
export const check = (text: string, changes: Partial<Build> = {}) => checkDockerfile(text, { ...build, ...changes });
export const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id);

/** The text after the first fix of the only finding, files beside it shown as `PATH+=LINES`. */
export function fixed(text: string, findings: readonly Finding[]): string {
    assert.equal(findings.length, 1, JSON.stringify(findings, undefined, 1));
    const changes = findings[0]?.fixes[0]?.changes ?? [];
    const own = changes.filter((change) => change.kind === "replace").toSorted((a, b) => b.start - a.start);
    const result = own.reduce((now, { start, end, text: by }) => now.slice(0, start) + by + now.slice(end), text);
    return result + changes.map((one) => (one.kind === "addLines" ? `${one.path}+=${one.lines.join(",")}` : "")).join("");
}

/** A good Dockerfile with other lines for its runtime stage. */
export const runtime = (lines: string, base = "debian:bookworm-slim") => `FROM rust:1.95-slim-bookworm AS builder
WORKDIR /app
COPY . .
RUN cargo build --release
FROM ${base}
COPY --from=builder /app/target/release/train /app/target/release/serve /usr/local/bin/
${lines}`;
