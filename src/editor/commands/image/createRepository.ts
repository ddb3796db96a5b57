import { placeName } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";
import { askNewRepository } from "../../image/chooseRepository.ts";
import type { Progress } from "../../progress.ts";
import type { Account } from "./pushImage.ts";

interface Needs {
    readonly account: () => Promise<Account>;
    readonly ask: Pick<Ask, "steps" | "tell">;
    readonly progress: Progress;
    readonly writeClipboard: (text: string) => Thenable<void>;
    readonly refresh: () => void;
    readonly requireTrust: () => void;
}

/** Creates a repository of ECR; a name may be proposed. */
export function createRepository({ account, ask, progress, writeClipboard, refresh, requireTrust }: Needs) {
    return async (signal: AbortSignal, proposed?: unknown): Promise<void> => {
        requireTrust(); // AWS's credentials may come from a program.
        const { place, repositories } = await account();
        const there = await progress(`Repositories of ${placeName(place)}`, (cancelled) =>
            repositories.list(AbortSignal.any([signal, cancelled])),
        );
        const taken = new Set(there.map(({ name }) => name));
        const wanted = await askNewRepository(ask, typeof proposed === "string" ? proposed : "", taken);
        if (wanted === undefined) {
            return;
        }
        const { uri } = await progress(`Creating ${wanted.name} in ${placeName(place)}`, (cancelled) =>
            repositories.create(wanted, AbortSignal.any([signal, cancelled])),
        );
        refresh();
        if ((await ask.tell(`Created the repository ${uri}.`, "Copy URI")) === "Copy URI") {
            await writeClipboard(uri);
        }
    };
}
