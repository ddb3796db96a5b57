import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import * as z from "zod/mini";
import { ProjectFile } from "../../src/core/workspace/projectFile.ts";

const FILE = "media/sagemaker.schema.json";

describe("the schema that VS Code offers for sagemaker.json", () => {
    // UPDATE_SCHEMA=1 writes the file anew after the shape was changed.
    it("is made from the shape that reads the file", () => {
        const schema = z.toJSONSchema(ProjectFile, { target: "draft-7", io: "input" });
        const text = `${JSON.stringify({ ...schema, title: "Rust on SageMaker", allowTrailingCommas: true }, undefined, 2)}\n`;
        if (process.env["UPDATE_SCHEMA"]) {
            writeFileSync(FILE, text);
        }
        assert.equal(readFileSync(FILE, "utf8"), text);
    });
});
