import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkCargoConfig, checkManifest } from "../../../../src/core/image/checks/dockerfileChecks.ts";
import { check, crate, fixed, ids, runtime } from "./checking.ts";

describe("code for the CPU that builds", () => {
    it("is found in a Dockerfile", () => {
        const text = runtime("# -C target-cpu=native is faster\n").replace(
            "RUN cargo",
            'RUN RUSTFLAGS="-C target-cpu=native" cargo',
        );
        assert.deepEqual(ids(check(text)), ["target-cpu-native"]);
        assert.equal(
            fixed(text, check(text)),
            text.replace('RUN RUSTFLAGS="-C target-cpu=native', 'RUN RUSTFLAGS="-C target-cpu=x86-64-v3'),
        );
    });

    it("has no ready answer for Graviton", () => {
        const graviton = { crate: { ...crate, endpointInstanceType: "ml.c7g.large" } };
        assert.deepEqual(check(runtime("ENV RUSTFLAGS=-Ctarget-cpu=native\n"), graviton)[0]?.fixes, []);
    });

    it("is found in cargo's configuration, but for targets that are no Linux", () => {
        const config = (table: string) => `[${table}]\nrustflags = [\n  "-C", "target-cpu=native",\n]\n`;
        assert.deepEqual(ids(checkCargoConfig(config("build"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.x86_64-unknown-linux-gnu"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.'cfg(target_arch = \"x86_64\")'"))), ["target-cpu-native"]);
        assert.deepEqual(ids(checkCargoConfig(config("target.aarch64-apple-darwin"))), []);
        assert.deepEqual(ids(checkCargoConfig("# target-cpu=native\n[build]\n")), []);
    });
});

describe("OpenSSL", () => {
    const lock = '[[package]]\nname = "openssl-sys"\nversion = "0.9.100"\n';
    const manifest = (entry: string) => `[package]\nname = "a"\n\n[dependencies]\n${entry}\nserde = "1"\n`;

    it("makes way for rustls", () => {
        const cases = [
            ['reqwest = "0.12"', 'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls"] }'],
            [
                'reqwest = { version = "0.11.2", features = ["json", "native-tls"] } # why',
                'reqwest = { version = "0.11.2", default-features = false, features = ["json", "rustls-tls"] } # why',
            ],
            ['hf-hub = "0.4"', 'hf-hub = { version = "0.4", default-features = false, features = ["rustls-tls"] }'],
        ];
        for (const [before = "", after = ""] of cases) {
            assert.equal(fixed(manifest(before), checkManifest(manifest(before), lock)), manifest(after));
        }
    });

    it("is told of without a fix where the user must choose", () => {
        for (const entry of ['openssl = "0.10"', 'native-tls = "0.2"', '[dependencies.reqwest]\nversion = "0.12"']) {
            assert.deepEqual(
                checkManifest(manifest(entry), lock).map(({ id, fixes }) => [id, fixes]),
                [["openssl", []]],
                entry,
            );
        }
    });

    it("is no matter where it is not linked", () => {
        const harmless = [
            'reqwest = "0.13"',
            'reqwest = { version = "0.12", default-features = false, features = ["rustls-tls", "json"] }',
            'reqwest = { version = "0.12", optional = true }',
            "reqwest.workspace = true",
            'openssl = { version = "0.10", features = ["vendored"] }',
            '[dev-dependencies]\nreqwest = "0.12"',
        ];
        for (const entry of harmless) {
            assert.deepEqual(ids(checkManifest(manifest(entry), lock)), [], entry);
        }
        assert.deepEqual(ids(checkManifest(manifest('reqwest = "0.12"'), "# empty")), []);
        assert.deepEqual(ids(checkManifest(manifest('reqwest = "0.12"'), `${lock}[[package]]\nname = "openssl-src"\n`)), []);
    });

    it("must be installed in the image where Cargo.lock has it", () => {
        const changes = { crate: { ...crate, lock } };
        assert.deepEqual(ids(check(runtime(""), changes)), ["openssl-missing"]);
        assert.deepEqual(ids(check(runtime("RUN apt-get update && apt-get install -y libssl3\n"), changes)), []);
        assert.deepEqual(ids(check(runtime("", "gcr.io/distroless/cc-debian12"), changes)), []);
    });
});
