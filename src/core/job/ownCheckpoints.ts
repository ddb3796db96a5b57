/**
 * Where a job keeps its checkpoints that repeats an earlier one: what lies under the earlier job's name is that job's alone, and any other place
 * stays as it is. The bucket stays too, whatever it is called: one of another name may be anybody's.
 */
export function ownCheckpoints(uri: string, earlier: string, name: string): string {
    const [scheme = "", empty = "", bucket = "", ...folders] = uri.split("/");
    return [
        scheme,
        empty,
        bucket,
        ...folders.map((folder) => (bearsName(folder, earlier) ? folder.replace(earlier, name) : folder)),
    ].join("/");
}

/** Whole words count: a job that is called `train` does not own a folder `training`. */
function bearsName(folder: string, name: string): boolean {
    const [before, after] = folder.split(name);
    return after !== undefined && !/[A-Za-z0-9]$/.test(before ?? "") && !/^[A-Za-z0-9]/.test(after);
}
