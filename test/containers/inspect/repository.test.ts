import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { withTarFile } from "../../../src/adapters/engine/tarFile.ts";
import { inspectImage } from "../../../src/editor/commands/image/inspectImage.ts";
import { fakeAsk } from "../../core/fakes/fakeAsk.ts";
import { never, setUpUser, type User } from "../push/pushing.ts";

describe("an image in ECR that is inspected", () => {
    let user: User;
    before(async () => {
        user = await setUpUser();
    });
    after(() => user.end());

    async function report(repository: string, digest: string): Promise<string> {
        const shown: string[] = [];
        const inspect = inspectImage({
            engine: async () => user.engine,
            withFile: withTarFile,
            manifestOf: (image, signal) => user.repositories.manifest(image.repository, image.digest, signal),
            useOf: async () => ({ trainingInstanceType: "ml.m5.large", endpointInstanceType: "ml.m5.large", isChosen: true }),
            show: async (_title, markdown) => void shown.push(markdown),
            crateOf: async () => undefined,
            ask: fakeAsk(),
            progress: (_title, task) => task(never, () => {}),
            requireTrust: () => {},
        });
        const place = { kind: "aws", profile: "", region: "us-east-1" } as const;
        const reference = `${user.host}/${repository}@${digest}`;
        await inspect(never, { kind: "repositoryImage", place, repository, digest, reference });
        return shown.join();
    }

    it("is judged by its manifest, and by its content as long as the engine has it", async () => {
        const { name, uri } = await user.repository();
        const { id } = await user.image({ layers: [3_000_000, 2000] });
        await user.engine.tag(id, `${uri}:one`, never);
        user.references.push(`${uri}:one`);
        const digest = await user.engine.push(`${uri}:one`, await user.repositories.login(never), () => {}, never);
        const here = await report(name, digest);
        assert.match(here, /✔ Good:\*\* SageMaker takes the form of its manifest/);
        assert.match(here, /\| Size, compressed \| 3\.0 MB \|/);
        assert.match(here, /# On this machine\n\n- \*\*✖ Bad:\*\* It has neither train nor serve/);
        for (const reference of user.references.splice(0)) {
            await user.engine.remove(reference, never);
        }
        const gone = await report(name, digest);
        assert.match(gone, /pull it to have its programs looked at too/);
        assert.doesNotMatch(gone, /On this machine/);
    });
});
