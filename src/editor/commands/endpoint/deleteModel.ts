import { reasonToKeep } from "../../../core/endpoint/deletion.ts";
import type { Hosting } from "../../../core/endpoint/hosting.ts";
import type { Model } from "../../../core/endpoint/models.ts";
import { type Place, placeName } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask } from "../../ask.ts";
import type { Progress } from "../../progress.ts";
import type { ModelNode } from "../../tree/nodes.ts";
import type { PickResource } from "../pickResource.ts";

interface Needs {
    readonly hostingIn: (place: Place) => Promise<Hosting>;
    readonly pick: PickResource<Model>;
    readonly ask: Pick<Ask, "confirm">;
    readonly progress: Progress;
    readonly refresh: () => void;
}

/** Deletes a model that no endpoint config uses. The artifact in S3 is kept. */
export function deleteModel({ hostingIn, pick, ask, progress, refresh }: Needs) {
    return async (signal: AbortSignal, node?: ModelNode): Promise<void> => {
        const target = await pick(ANY, signal, node && { place: node.place, resource: node.model });
        if (target === undefined) {
            return;
        }
        const { place, resource: model } = target;
        const { name } = model;
        const hosting = await hostingIn(place);
        // A config may be older than the model: it names a model, and not the one that had the name first.
        const users = await progress(`Looking for what uses model ${name}`, (cancelled) =>
            hosting.configsWith({ name, createdAt: new Date(0) }, AbortSignal.any([signal, cancelled])),
        );
        const why = reasonToKeep("endpoint config", { ...users, unseen: "nothing" }, undefined);
        if (why !== undefined) {
            throw new Problem(
                "wrongState",
                `Model ${name} is not deleted: ${why}. Delete the endpoint and its dependants first.`,
            );
        }
        const question = `Delete model "${name}" on ${placeName(place)}?`;
        if (await ask.confirm(question, users.unseen === "nothing" ? KEPT : `${KEPT} ${UNKNOWN}`, "Delete")) {
            await hosting.delete("model", name, signal);
            refresh();
        }
    };
}

const ANY = { title: "Delete which model?", isWanted: () => true, none: "There is no model to delete." };

const KEPT = "Its artifact in S3 and its image are kept.";
const UNKNOWN = "None of the newest endpoint configs uses it; there are too many to look at all of them.";
