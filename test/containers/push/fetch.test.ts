import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { fetchImage } from "../../../src/editor/commands/image/fetchImage.ts";
import { fakeAsk } from "../../core/fakes/fakeAsk.ts";
import { never, setUpUser, type User } from "./pushing.ts";

const place = { kind: "aws", profile: "", region: "us-east-1" } as const;

describe("an image of ECR that is to run here", () => {
    let user: User;
    before(async () => {
        user = await setUpUser();
    });
    after(() => user.end());

    /** Pushes an image and forgets it here. */
    async function pushed() {
        const { name, uri } = await user.repository();
        const { id, tags } = await user.image();
        await user.engine.tag(id, `${uri}:v1`, never);
        const digest = await user.engine.push(`${uri}:v1`, await user.repositories.login(never), () => {}, never);
        for (const tag of [...tags, `${uri}:v1`]) {
            await user.engine.remove(tag, never);
        }
        return {
            id,
            image: { kind: "repositoryImage", place, repository: name, digest, reference: `${uri}@${digest}` } as const,
        };
    }

    function setUp(confirms = true) {
        const ask = fakeAsk({ confirms });
        const fetch = fetchImage({
            engine: async () => user.engine,
            repositoriesIn: async () => user.repositories,
            ask,
            progress: (_title, task) => task(never, () => {}),
        });
        return { ask, fetch };
    }

    it("is fetched with a login that leaves nothing, and asked about only once", async () => {
        const { id, image } = await pushed();
        assert.equal(await user.engine.inspect(image.reference, never), undefined);
        const { ask, fetch } = setUp();
        assert.equal(await fetch(never, image), true);
        user.references.push(image.reference);
        assert.equal((await user.engine.inspect(image.reference, never))?.id, id);
        assert.deepEqual(user.loginsLeft(), []);
        assert.equal(await fetch(never, image), true);
        assert.equal(ask.asked.length, 1);
    });

    it("stays where it is when the user does not want it", async () => {
        const { image } = await pushed();
        assert.equal(await setUp(false).fetch(never, image), false);
        assert.equal(await user.engine.inspect(image.reference, never), undefined);
    });

    it("says so when it is gone, or of another registry than the login", async () => {
        const { image } = await pushed();
        await user.repositories.delete(image.repository, [image.digest], never);
        await assert.rejects(setUp().fetch(never, image), { code: "imageMissing" });
        const elsewhere = { ...image, reference: `registry.example/iris@${image.digest}` };
        await assert.rejects(setUp().fetch(never, elsewhere), { code: "invalidName" });
        assert.deepEqual(user.loginsLeft(), []);
    });
});
