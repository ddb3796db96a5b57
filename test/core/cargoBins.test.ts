import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { binsOf } from "../../src/core/workspace/cargoBins.ts";

describe("the binaries of a package without cargo", () => {
    const manifest = '[package]\nname = "iris"\nversion = "1.0.0"\n';

    it("are those that the manifest names", () => {
        const named = `${manifest}autobins = false\n[[bin]] # one\npath = "a.rs"\nname = "train"\n\n[[bin]]\nname = 'serve'\n[dependencies]\nname = "no"\n`;
        assert.deepEqual(binsOf(named, ["src/main.rs", "src/bin/other.rs"]), ["train", "serve"]);
    });

    it("are those of the folders", () => {
        const sources = ["src/main.rs", "src/bin/train.rs", "src/bin/serve/main.rs", "src/bin/serve/model.rs", "src/lib.rs"];
        assert.deepEqual(binsOf(manifest, sources), ["iris", "train", "serve"]);
    });

    it("are none of a workspace without a package", () => {
        assert.deepEqual(binsOf('[workspace]\nmembers = ["a"]\n', ["src/main.rs"]), []);
    });
});
