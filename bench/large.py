"""A county whose checkpoint book holds very many entries, made once and shared by the figures that
only read it (lists, export, memory). Not a figure itself."""
import common as c


def county(folder, rows, people=5000):
    made = c.WORK / ("large-%d" % rows)
    if not (made / "done").exists():
        c.shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        db = c.county(made, people)
        server = c.Server(made, db)
        path = c.entries(made, c.checkpoints(server), rows)
        owner = server.owner()
        owner.follow(owner.begin_import("checkpoint_entry", path))
        server.stop()
        path.unlink()
        (made / "done").write_text("")
    return made / "county.db"
