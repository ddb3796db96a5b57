import { reasonToKeep } from "../../../core/endpoint/deletion.ts";
import type { Hosting } from "../../../core/endpoint/hosting.ts";
import type { Model, Models } from "../../../core/endpoint/models.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { ModelNode } from "../../tree/nodes.ts";

interface Needs {
    readonly place: () => Place;
    readonly modelsIn: (place: Place) => Promise<Models>;
    readonly hostingIn: (place: Place) => Promise<Hosting>;
    readonly ask: Pick<Ask, "confirm" | "pick" | "tell">;
    readonly progress: Progress;
    readonly refresh: () => void;
}

/** Deletes a model that no endpoint config uses. The artifact in S3 is kept. */
export function deleteModel({ place: currentPlace, modelsIn, hostingIn, ask, progress, refresh }: Needs) {
    return async (signal: AbortSignal, node?: ModelNode): Promise<void> => {
        const place = node?.place ?? currentPlace();
        const model = node?.model ?? (await pick(place, signal));
        if (model === undefined) {
            return;
        }
        const { name } = model;
        const hosting = await hostingIn(place);
        const users = await progress(`Looking for what uses model ${name}`, (cancelled) =>
            hosting.configsWith(model, AbortSignal.any([signal, cancelled])),
        );
        const why = reasonToKeep("endpoint config", users, undefined);
        if (why !== undefined) {
            throw new Problem(
                "wrongState",
                `Model ${name} is not deleted: ${why}. Delete the endpoint and its dependants first.`,
            );
        }
        const question = `Delete model "${name}" on ${placeName(place)}?`;
        if (await ask.confirm(question, "Its artifact in S3 and its image are kept.", "Delete")) {
            await hosting.delete("model", name, signal);
            refresh();
        }
    };

    async function pick(place: Place, signal: AbortSignal): Promise<Model | undefined> {
        const { items } = await (await modelsIn(place)).page({}, signal);
        if (items.length === 0) {
            await ask.tell("There is no model to delete.");
            return undefined;
        }
        return ask.pick(
            "Delete which model?",
            items.map((value) => ({ label: value.name, value })),
        );
    }
}
