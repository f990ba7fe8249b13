# SPDX-License-Identifier: GPL-3.0-or-later
"""`plan` on git directories, offline."""

import json
import re

from support import Services, case, check, environment, equal, git, main, repository, run

SETUP = "# the host's\nexport CYCLE=c0038\nexport rev=.002\nexport OTHER=c0038x\n"


@case
def diff_applies(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    result = run(folder, "plan", "--site", "summit", "--cycle", "45", "--repository",
                 f"docker-compose-ops={path}@main")
    equal(result.returncode, 0)
    check("--- a/summit/setup.env" in result.stdout and "+++ b/summit/setup.env" in result.stdout, result.stdout)
    git(path, "apply", "-", input=result.stdout)
    equal((path / "summit/setup.env").read_text(), SETUP.replace("CYCLE=c0038", "CYCLE=c0045").replace(".002", ".000"))


@case
def bare_directory_and_full_name(folder):
    path = repository(folder, {"tucson-teststand/setup.env": SETUP})
    git(folder, "clone", "-q", "--bare", path, folder / "bare@odd=name.git")
    result = run(folder, "plan", "--site", "tts", "--cycle", "c0039", "--repository",
                 f"lsst-it/docker-compose-ops={folder}/bare@odd=name.git@main")
    equal(result.returncode, 0)
    check("+export CYCLE=c0039" in result.stdout, result.stdout, result.stderr)


@case
def nothing_to_change(folder):
    path = repository(folder, {"summit/setup.env": SETUP.replace("c0038", "c0045").replace(".002", ".000")})
    result = run(folder, "plan", "--site", "summit", "--cycle", "45", "--repository",
                 f"docker-compose-ops={path}@main")
    equal((result.returncode, result.stdout), (0, ""))
    check("Nothing to change" in result.stderr, result.stderr)


@case
def newest_procedure_that_knows_the_repository(folder):
    path = repository(folder, {"apps/atdome/values-base-teststand.yaml": "image:\n  tag: c0030\n"})
    result = run(folder, "plan", "--site", "bts", "--cycle", "31", "--repository", f"argocd-csc={path}@main")
    equal(result.returncode, 0)
    check("+  tag: c0031" in result.stdout, result.stdout, result.stderr)


@case
def what_no_rule_claims_is_named(folder):
    """What stays at the cycle that everything else leaves is warned of, and nothing else is."""
    path = repository(folder, {"apps/atdome/values-summit.yaml":
                               "image:\n  tag: c0038\nsidecar:\n  imageVersion: c0038\n# was c0038\nold: c0031\n",
                               "apps/ataos/values-summit.yaml": "image:\n  tag: c0038\n"})
    result = run(folder, "--format", "json", "plan", "--site", "summit", "--cycle", "39", "--repository",
                 f"argocd-csc={path}@main")
    equal(result.returncode, 0)
    equal([(one["path"], one["line"], one["value"]) for one in json.loads(result.stdout)["checks"]
           if one["check"] == "completeness"], [("apps/atdome/values-summit.yaml", 4, "c0038")])


@case
def an_alarm_names_all_its_lines(folder):
    """One alarm speaks for equal values of a file, each line named; one line more is another alarm."""
    names = set()
    for count in [1, 3, 4]:
        keys = "".join(f"old{number}: c0038\n" for number in range(count))
        path = repository(folder, {"apps/atdome/values-summit.yaml": "image:\n  tag: c0038\n" + keys}, f"with{count}")
        result = run(folder, "--format", "json", "plan", "--site", "summit", "--cycle", "39", "--repository",
                     f"argocd-csc={path}@main")
        alarm, = [one for one in json.loads(result.stdout)["checks"] if one["check"] == "completeness"]
        lines = list(range(3, 3 + count))
        equal((alarm["line"], alarm["lines"]), (3, lines))
        check(", ".join(map(str, lines)) + ": " in alarm["text"] and alarm["text"] in result.stderr, alarm)
        names.add(alarm["id"])
    equal(len(names), 3)


@case
def a_file_that_nobody_can_read(folder):
    path = repository(folder, {"apps/atdome/values-summit.yaml": "image:\n  tag: c0038\n",
                               "apps/ataos/values-summit.yaml": "env:\n\tA: 1\n"})
    result = run(folder, "plan", "--site", "summit", "--cycle", "39", "--repository", f"argocd-csc={path}@main")
    equal(result.returncode, 3)
    check("apps/ataos/values-summit.yaml can’t be read" in result.stderr and "Line 2" in result.stderr, result.stderr)


@case
def a_shared_file_that_nobody_can_read(folder):
    """What every site shares, and what a branch brings, is named; what was broken elsewhere before isn't."""
    path = repository(folder, {"environments/values-summit.yaml": "controlSystem:\n  imageTag: c0045\n",
                               "applications/a/Chart.yaml": "a: 1\n", "charts/csc/values.yaml": "a: 1\n",
                               "docs/old.yaml": "a: [1\n"})
    arguments = ["plan", "--site", "summit", "--cycle", "45", "--repository"]
    before = run(folder, *arguments, f"phalanx={path}@main")
    git(path, "checkout", "-q", "-b", "tickets/DM-1")
    for name in ["applications/a/Chart.yaml", "charts/csc/values.yaml", "charts/csc/templates/a.yaml"]:
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text("a: 1\nb: [2\n")
    git(path, "add", "-A")
    git(path, "commit", "-q", "-m", "Break it")
    result = run(folder, *arguments, f"phalanx={path}@tickets/DM-1")
    check("can’t be read" not in before.stderr, before.stderr)
    check(result.returncode == 3, result.stderr)
    for name in ["applications/a/Chart.yaml", "charts/csc/values.yaml"]:
        check(f"The file {name} can’t be read" in result.stderr, result.stderr)
    check("templates" not in result.stderr and "docs" not in result.stderr, result.stderr)


@case
def a_file_of_several_documents(folder):
    """Others read it: it is said not to be edited here, and asked about only where it mentions a cycle."""
    path = repository(folder, {"summit/setup.env": "export CYCLE=c0045\n", "summit/two.yaml": "a: 1\n---\nb: 2\n"})
    arguments = ["plan", "--site", "summit", "--cycle", "45", "--repository"]
    result = run(folder, *arguments, f"docker-compose-ops={path}@main")
    equal(result.returncode, 0)
    check("summit/two.yaml isn’t edited here" in result.stderr and "can’t be read" not in result.stderr, result.stderr)
    (path / "summit/two.yaml").write_text("a: 1\n---\ntag: c0044\n")
    git(path, "commit", "-q", "-a", "-m", "Tag")
    result = run(folder, *arguments, f"docker-compose-ops={path}@main")
    equal(result.returncode, 3)
    check("The file isn’t edited here" in result.stderr, result.stderr)


@case
def an_application_on_its_own_schedule(folder):
    """It takes “follow”, which stays an answer where it was given, and nothing else."""
    path = repository(folder, {"environments/values-summit.yaml": "controlSystem:\n  imageTag: c0044\n",
                               "applications/rubintv/values-summit.yaml": "image:\n  tag: c0044\n"})
    words = ["--procedure", "rubin-2026", "plan", "--site", "summit", "--cycle", "45", "--repository",
             f"phalanx={path}@main", "--answer"]
    choice = "phalanx/applications/rubintv/values-summit.yaml#own-schedule"
    result = run(folder, *words, f"{choice}=follow")
    equal(result.returncode, 0)
    equal(result.stdout.count("+  tag: c0045"), 1)
    refused = run(folder, *words, f"{choice}=c0045")
    equal(refused.returncode, 2)
    check("it takes “follow”" in refused.stderr, refused.stderr)


@case
def going_back_is_answered_by_what_is_printed(folder):
    path = repository(folder, {"environments/values-summit.yaml": "controlSystem:\n  imageTag: c0044\n",
                               "applications/auxtel/values-summit.yaml": "atdome:\n  image:\n    revision: 3\n"})
    words = ["--procedure", "rubin-2026", "plan", "--site", "summit", "--cycle", "43", "--repository",
             f"phalanx={path}@main"]
    result = run(folder, *words)
    equal(result.returncode, 3)
    check("  summit/back: c0043, c0044\n" in result.stderr, result.stderr)
    asked = json.loads(run(folder, "--format", "json", *words).stdout)["mentions"]
    equal([one["options"] for one in asked if one["question"] == "summit/back"], 2 * [["c0043", "c0044"]])
    for answer in ["c0043", "c0044"]:
        equal(run(folder, *words, "--answer", f"summit/back={answer}").returncode, 0)


@case
def components_belong_to_a_revision(folder):
    path = repository(folder, {"apps/atdome/values-summit.yaml": "image:\n  tag: c0038\n"})
    words = ["plan", "--site", "summit", "--repository", f"argocd-csc={path}@main"]
    equal(run(folder, *words, "--cycle", "39", "--components", "ATDome").returncode, 2)
    equal(run(folder, *words, "--cycle", "c0038.003").returncode, 2)
    equal(run(folder, *words, "--cycle", "c0038.003", "--components", "ATDome").returncode, 0)
    unknown = run(folder, *words, "--cycle", "c0038.003", "--components", "NoSuch")
    equal(unknown.returncode, 3)
    check("NoSuch" in unknown.stderr, unknown.stderr)


@case
def a_repository_is_named_once(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    one = ["--repository", f"docker-compose-ops={path}@main"]
    result = run(folder, "plan", "--site", "summit", "--cycle", "45", *one, *one)
    equal((result.returncode, result.stdout), (2, ""))
    check("docker-compose-ops” is named twice" in result.stderr, result.stderr)


@case
def what_is_no_file_is_named(folder):
    path = repository(folder, {"summit/setup.env": SETUP, "summit/large.env": "x" * (9 << 20)})
    (path / "summit" / "link.env").symlink_to("/etc/passwd")
    git(path, "add", "-A")
    git(path, "commit", "-qm", "Link")
    plan = ["plan", "--site", "summit", "--cycle", "45", "--repository", f"docker-compose-ops={path}@main"]
    result = run(folder, *plan)
    equal(result.returncode, 3)
    check("+export CYCLE=c0045" in result.stdout, result.stdout)
    check("“the whole file” in summit/link.env, line 1 (The file isn’t read (it is a symbolic link)" in result.stderr,
          result.stderr)
    check("“the whole file” in summit/large.env, line 1 (The file isn’t read (it has" in result.stderr, result.stderr)
    check("  docker-compose-ops/summit/link.env#unread: keep\n" in result.stderr, result.stderr)
    link, large = (f"docker-compose-ops/summit/{name}.env#unread" for name in ["link", "large"])
    result = run(folder, *plan, "--answer", f"{link}=keep")
    equal(result.returncode, 3)
    check("link.env" not in result.stderr and "large.env" in result.stderr, result.stderr)
    result = run(folder, *plan, "--answer", f"{link}=c0045")
    equal(result.returncode, 2)
    check("it takes “keep”" in result.stderr, result.stderr)
    equal(run(folder, *plan, "--answer", f"{link}=keep", "--answer", f"{large}=keep").returncode, 0)


def fixed_at_a_test_stand(folder):
    """Both sites at c0038; the test stand went to c0039, then got more memory, and a component of its own."""
    atdome = "image:\n  tag: {}\nresources:\n  limits:\n    memory: {}\n"
    path = repository(folder, {f"apps/atdome/values-{site}.yaml": atdome.format("c0038", "2Gi")
                               for site in ["summit", "base-teststand"]})

    def commit(name, text, subject):
        (path / name).parent.mkdir(exist_ok=True)
        (path / name).write_text(text)
        git(path, "add", "-A")
        git(path, "commit", "-qm", subject)

    commit("apps/atdome/values-base-teststand.yaml", atdome.format("c0039", "2Gi"), "Deploy cycle 39")
    commit("apps/atdome/values-base-teststand.yaml", atdome.format("c0039", "6Gi"), "Give ATDome more memory")
    commit("apps/ataos/values-base-teststand.yaml", "image:\n  tag: c0039\nenv:\n  RUN_ARG: 1\n", "Add ATAOS")
    return ["plan", "--site", "summit", "--cycle", "39", "--repository", f"argocd-csc={path}@main"]


@case
def what_is_no_folder_is_named(folder):
    """Nobody knows what a link or a submodule in the place of a folder says: its files don't vanish in silence."""
    path = repository(folder, {"applications/real/values-summit.yaml": "one:\n  image:\n    revision: 2\n",
                               "environments/values-summit.yaml": "controlSystem:\n  imageTag: c0044\n"})
    (path / "applications" / "linked").symlink_to("real")
    git(path, "add", "-A")
    tip = git(path, "rev-parse", "HEAD").strip()
    git(path, "update-index", "--add", "--cacheinfo", f"160000,{tip},applications/sub")
    git(path, "commit", "-qm", "No folders")
    named = ["--repository", f"phalanx={path}@main"]
    result = run(folder, "plan", "--site", "summit", "--cycle", "45", *named)
    equal(result.returncode, 3)
    check("+  imageTag: c0045" in result.stdout, result.stdout)
    for name, why in {"linked": "it is a symbolic link", "sub": "it is a submodule"}.items():
        check(f"“the whole folder” in applications/{name}/, line 1 (What is in the folder isn’t read ({why})"
              in result.stderr, result.stderr)
    keep = [f"--answer=phalanx/applications/{name}/#unread=keep" for name in ["linked", "sub"]]
    result = run(folder, "plan", "--site", "summit", "--cycle", "45", *named, *keep)
    check("whole folder” in" not in result.stderr, result.stderr)
    result = run(folder, "components", "summit", *named)
    check("phalanx, applications/sub/: it is a submodule" in result.stderr, result.stderr)


@case
def fixes_at_a_test_stand_are_asked(folder):
    """What the test stand learned since its deployment opens the plan; taken over, it is part of the change."""
    words = fixed_at_a_test_stand(folder)
    result = run(folder, *words)
    equal(result.returncode, 3)
    first = result.stderr.splitlines()[0]
    check(first.startswith("Open: ") and "6Gi" not in result.stdout, result.stdout, result.stderr)
    asked = run(folder, "--format", "json", *words)
    fixes = {one["name"]: one for one in json.loads(asked.stdout)["fixes"]}
    equal([(name, one["from"], one.get("place"), "answer" in one) for name, one in sorted(fixes.items())],
          [("ataos", "bts", None, False), ("atdome", "bts", "resources.limits.memory", False)])
    check("2Gi" in fixes["atdome"]["text"] and "6Gi" in fixes["atdome"]["text"], fixes)
    for one in fixes.values():
        check(one["text"] in result.stderr and one["id"] in result.stderr, result.stderr)
    answers = [f"--answer={fixes['atdome']['id']}=take", f"--answer={fixes['ataos']['id']}=leave: not at the Summit"]
    taken = run(folder, *words, *answers)
    equal((taken.returncode, "Open:" in taken.stderr), (0, False))
    check("+  tag: c0039" in taken.stdout and "+    memory: 6Gi" in taken.stdout, taken.stdout)
    check("ataos" not in taken.stdout, taken.stdout)
    check(re.search("^apps/atdome/values-summit.yaml: edited by .*, taken over from BTS’s fix, commit [0-9a-f]{7}$",
                    taken.stderr, re.M), taken.stderr)
    edited, = json.loads(run(folder, "--format", "json", *words, *answers).stdout)["edited"]
    equal([(one["site"], one["name"], one["place"], one["id"]) for one in edited["taken"]],
          [("BTS", "atdome", "resources.limits.memory", fixes["atdome"]["id"])])
    answers[1] = f"--answer={fixes['ataos']['id']}=take"
    both = run(folder, *words, *answers)
    equal(both.returncode, 0)
    check("+++ b/apps/ataos/values-summit.yaml" in both.stdout, both.stdout, both.stderr)


@case
def fixes_take_three_answers(folder):
    words = fixed_at_a_test_stand(folder)
    first, second = [one["id"] for one in json.loads(run(folder, "--format", "json", *words).stdout)["fixes"]]
    equal(run(folder, *words, "--answer", f"{first}=leave").returncode, 3)
    equal(run(folder, *words, "--answer", f"{first}=leave", "--answer", f"{second}=leave").returncode, 0)
    wrong = run(folder, *words, "--answer", f"{first}=maybe")
    equal((wrong.returncode, wrong.stdout), (2, ""))
    check("take" in wrong.stderr and "leave" in wrong.stderr, wrong.stderr)
    result = run(folder, "--format", "json", "check", *words[1:])
    equal((result.returncode, [one["id"] for one in json.loads(result.stdout)["fixes"]]), (3, [first, second]))
    lines = run(folder, "check", *words[1:]).stdout.splitlines()
    check(lines[-2].endswith(f"({first})") and lines[-1].endswith(f"({second})"), lines)
    check(lines[-3].startswith("2 things were fixed at test stands"), lines)
    words[-1] = words[-1].replace("@main", "@main~3")
    equal(run(folder, *words).returncode, 0)


@case
def a_long_history_hides_no_fix(folder):
    """A repository may get a thousand commits between a stand's deployment and this site's."""
    atdome = "image:\n  tag: {}\nresources:\n  limits:\n    memory: {}\n"
    names = {site: f"apps/atdome/values-{site}.yaml" for site in ["summit", "base-teststand"]}
    path = repository(folder, {name: atdome.format("c0038", "2Gi") for name in names.values()})
    texts = [atdome.format("c0039", "2Gi"), *[None] * 1500, atdome.format("c0039", "6Gi")]
    stream = []
    for number, text in enumerate(texts):
        stream.append(f"commit refs/heads/main\ncommitter T <t@example.org> {1700000000 + number} +0000\ndata 1\nx\n")
        stream += ["from refs/heads/main^0\n"] if number == 0 else []
        stream += [f"M 100644 inline {names['base-teststand']}\ndata {len(text)}\n{text}\n"] if text else []
    git(path, "fast-import", "--quiet", input="".join(stream))
    asked = run(folder, "--format", "json", "plan", "--site", "summit", "--cycle", "39", "--repository",
                f"argocd-csc={path}@main")
    equal([(one["place"], one["after"]) for one in json.loads(asked.stdout)["fixes"]],
          [("resources.limits.memory", "6Gi")])


@case
def an_answer_that_is_none_is_said(folder):
    path = repository(folder, {"apps/ataos/values-summit.yaml": "image:\n  tag: c0038\n",
                               "apps/atdome/values-summit.yaml": "image:\n  tag: c0038\n",
                               "apps/atmcs/values-summit.yaml": "image:\n  tag: c0031\n"})
    words = ["--format", "json", "plan", "--site", "summit", "--cycle", "39", "--repository",
             f"argocd-csc={path}@main"]
    asked = run(folder, *words)
    equal(asked.returncode, 3)
    [question] = {one["question"] for one in json.loads(asked.stdout)["mentions"] if one["fate"] == "question"}
    wrong = run(folder, *words, "--answer", f"{question}=foo")
    equal((wrong.returncode, wrong.stdout), (2, ""))
    check(f"“foo” can’t be the answer to “{question}”: it takes a tag" in wrong.stderr, wrong.stderr)
    check("(here: c0031, c0039)" in wrong.stderr, wrong.stderr)
    for choice, answer in [("summit/back", "nonsense"), ("summit/pins", "zeros"), ("summit/back", "c0038")]:
        wrong = run(folder, *words, "--answer", f"{choice}={answer}")
        equal((wrong.returncode, f"can’t be the answer to “{choice}”" in wrong.stderr), (2, True))
    equal(run(folder, *words, "--answer", f"{question}=c0039").returncode, 0)


@case
def the_registry_is_asked(folder):
    """Offline nobody is asked; whoever wants it is told of each image, and that the registry is out of reach."""
    image = "image:\n  repository: ts-dockerhub.lsst.org/{}\n  tag: c0044\n"
    path = repository(folder, {f"apps/{name}/values-summit.yaml": image.format(name) for name in ("ataos", "nosuch")})
    many = repository(folder, {f"apps/none{number}/values-summit.yaml": image.format(f"none{number}")
                               for number in range(8)}, "many")
    words = ["--format", "json", "plan", "--site", "summit", "--cycle", "45", "--repository",
             f"argocd-csc={path}@main"]

    def asked(*more, status, **given):
        result = run(folder, *more, *words, env=environment(folder, **given))
        equal(result.returncode, status)
        plan = json.loads(result.stdout)
        return plan["registry"], {one["component"]: one["registry"] for one in plan["images"]}, result.stderr

    equal(asked(status=0)[:2], ("not-asked", {"ataos": "unknown", "nosuch": "unknown"}))
    words.append("--registry")
    closed = folder / "closed.json"
    closed.write_text(json.dumps({"format": 1, "extends": "rubin-2023", "id": "closed", "title": "Out of reach",
                                  "registry": {"url": "https://127.0.0.1:1"}}))
    state, images, said = asked("--procedure", closed, status=0)
    equal((state, images), ("out-of-reach", {"ataos": "unknown", "nosuch": "unknown"}))
    check("out of reach" in said, said)
    with Services(folder / "state") as services:
        ready = services.ready
        account = {"CYCLEWRIGHT_REGISTRY_URL": ready["registry"], "CYCLEWRIGHT_REGISTRY_USER": ready["email"],
                   "CYCLEWRIGHT_REGISTRY_TOKEN": ready["token"]}
        state, images, said = asked(status=3, **account)
        words[words.index("plan")] = "check"
        same = asked(status=3, **account)
        words[words.index(f"argocd-csc={path}@main")] = f"argocd-csc={many}@main"
        summed = asked(status=3, **account)[2]
    equal((state, images), ("asked", {"ataos": "there", "nosuch": "missing"}))
    check("nosuch:c0045 is not in the registry" in said, said)
    equal(same[:2], (state, images))
    check("nosuch:c0045 is not in the registry" in same[2], same)
    check("8 images are not in the registry: " in summed and "none4:c0045 and 3 more" in summed, summed)
    equal(summed.count("registry"), 1)


@case
def procedure_of_the_layout(folder):
    """The newest procedure names the repository too, but knows nothing of how it was laid out then."""
    path = repository(folder, {"applications/cachemachine/values-summit.yaml":
                               'autostart: |\n  {"recommended_tag": "recommended_c0030", "cycle": 30}\n'})
    result = run(folder, "plan", "--site", "summit", "--cycle", "31", "--repository", f"phalanx={path}@main")
    check("recommended_c0031" in result.stdout and '"cycle": 31' in result.stdout, result.stdout, result.stderr)
    check("rubin-2023" in result.stderr, result.stderr)


@case
def unknown_layout_is_asked(folder):
    """A mention that stays because nothing knows its file is no answer."""
    path = repository(folder, {"applications/other/values-summit.yaml": "elsewhere: c0030\n"})
    result = run(folder, "plan", "--site", "summit", "--cycle", "31", "--repository", f"phalanx={path}@main")
    equal(result.returncode, 3)
    check("No rule matches anything" in result.stderr and "elsewhere" not in result.stdout, result.stderr)


@case
def as_json(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    result = run(folder, "--format", "json", "plan", "--site", "summit", "--cycle", "45", "--repository",
                 f"docker-compose-ops={path}@main")
    equal(result.returncode, 0)
    plan = json.loads(result.stdout)
    equal(plan["target"], "c0045")
    equal(plan["repositories"][0]["current"], "c0038")
    changed = [mention for mention in plan["mentions"] if mention["fate"] == "changed"]
    equal(sorted((mention["line"], mention["value"]) for mention in changed), [(2, "c0038"), (3, ".002")])
    check(all(mention["rule"] and mention["reason"] for mention in plan["mentions"]), plan["mentions"])


@case
def open_question_prints_the_diff(folder):
    """What differs from the rest is asked; the diff of what is certain is printed all the same."""
    files = {f"apps/{name}/values-summit.yaml": "image:\n  tag: c0038\n" for name in ["atdome", "mtdome", "mtmount"]}
    path = repository(folder, {**files, "apps/odd/values-summit.yaml": "image:\n  tag: c0036\n"})
    result = run(folder, "--procedure", "rubin-2023", "plan", "--site", "summit", "--cycle", "45", "--repository",
                 f"argocd-csc={path}@main")
    equal(result.returncode, 3)
    equal(result.stdout.count("+  tag: c0045"), 3)
    check("Open: “c0036” in apps/odd/values-summit.yaml, line 2" in result.stderr, result.stderr)


ODD = {**{f"apps/{name}/values-summit.yaml": "image:\n  tag: c0038\n" for name in ["atdome", "mtdome", "mtmount"]},
       "apps/odd/values-summit.yaml": "image:\n  tag: c0036\n"}


@case
def answers(folder):
    """Word by word or from a file; what nobody asks, or no file of answers, is refused."""
    path = repository(folder, ODD)
    question = "argocd-csc/apps/odd/values-summit.yaml#image.tag"
    (folder / "answers.json").write_text(json.dumps({question: "c0036"}))
    (folder / "wrong.json").write_text('{"a": 3}')
    plan = ["--procedure", "rubin-2023", "plan", "--site", "summit", "--cycle", "45", "--repository",
            f"argocd-csc={path}@main"]
    for answer, status, tags in [(f"{question}=c0045", 0, 4), (f"{question}=c0036", 0, 3), (f"{question}=", 0, 3),
                                 (folder / "answers.json", 0, 3), (f"{question}=nonsense", 2, 0)]:
        result = run(folder, *plan, "--answer", answer)
        equal((answer, result.returncode, result.stdout.count("+  tag: c0045")), (answer, status, tags))
    for answer, status, word in [("nobody=c0045", 2, "nobody"), (folder / "wrong.json", 1, "wrong.json"),
                                 (folder / "none.json", 1, "none.json")]:
        result = run(folder, *plan, "--answer", answer)
        equal((answer, result.returncode, result.stdout), (answer, status, ""))
        check(word in result.stderr, result.stderr)
    result = run(folder, "check", "--site", "summit", "--branch", "tickets/A-1", "--answer", "a=b")
    equal(result.returncode, 2)


@case
def completeness_as_json(folder):
    path = repository(folder, {**ODD, "apps/none/values-summit.yaml": "a: 1\n"})
    result = run(folder, "--procedure", "rubin-2023", "--format", "json", "plan", "--site", "summit", "--cycle", "45",
                 "--repository", f"argocd-csc={path}@main")
    equal(result.returncode, 3)
    plan = json.loads(result.stdout)
    equal(plan["sums"], {"changed": 3, "kept": 0, "question": 1, "not-part": 0, "odd": 0})
    equal(plan["repositories"][0]["paths"], sorted([*ODD, "apps/none/values-summit.yaml"]))
    asked = [mention for mention in plan["mentions"] if mention["fate"] == "question"]
    equal(asked[0]["options"], ["c0036", "c0045"])
    equal(plan["checks"], [])


@case
def below_the_present_one(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    result = run(folder, "plan", "--site", "summit", "--cycle", "37", "--repository",
                 f"docker-compose-ops={path}@main")
    check("c0038" in result.stderr, result.stderr)
    check(result.returncode in (0, 3), result.returncode)


@case
def nonsense(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    at = f"docker-compose-ops={path}@main"
    for arguments, status, words in [
        (["--site", "summit", "--cycle", "fortyfive", "--repository", at], 2, ["fortyfive", "c0045"]),
        (["--site", "atlantis", "--cycle", "45", "--repository", at], 1, ["atlantis"]),
        (["--cycle", "45", "--repository", at], 2, ["--site"]),
        (["--site", "summit", "--repository", at], 2, ["--cycle"]),
        (["--site", "summit", "--cycle", "45", "--repository", "docker-compose-ops"], 2, ["NAME=GITDIR@REVISION"]),
        (["--site", "summit", "--cycle", "45", "--repository", f"other={path}@main"], 1, ["other", "phalanx"]),
        (["--site", "summit", "--cycle", "45", "--repository", f"docker-compose-ops={path}@nope"], 1, ["nope"]),
        (["--site", "summit", "--cycle", "45", "--repository", f"docker-compose-ops={folder}/none@main"], 1, ["none"]),
        (["--site", "summit", "--cycle", "45", "--wrong", "--repository", at], 2, ["--wrong"]),
    ]:
        result = run(folder, "plan", *arguments)
        equal((arguments, result.returncode), (arguments, status))
        equal(result.stdout, "")
        for word in words:
            check(word in result.stderr, arguments, result.stderr)


@case
def broken_procedure(folder):
    path = repository(folder, {"summit/setup.env": SETUP})
    broken = folder / "mine.json"
    for text, words in [('{"format": 1,\n "id": "mine",, }', ["mine.json", "2"]), ('{"format": 1, "id": 3}', ["/id"])]:
        broken.write_text(text)
        result = run(folder, "--procedure", broken, "plan", "--site", "summit", "--cycle", "45", "--repository",
                     f"docker-compose-ops={path}@main")
        equal(result.returncode, 1)
        for word in words:
            check(word in result.stderr, result.stderr)


@case
def broken_yaml(folder):
    path = repository(folder, {"apps/atdome/values-summit.yaml": "image:\n  tag: c0038\n bad: [\n"})
    result = run(folder, "--procedure", "rubin-2023", "plan", "--site", "summit", "--cycle", "45", "--repository",
                 f"argocd-csc={path}@main")
    equal(result.stdout, "")
    check("apps/atdome/values-summit.yaml" in result.stderr, result.stderr)


@case
def a_revision_of_compose_services(folder):
    """The variable that a component's image takes is its revision; one that others take, too, is asked about."""
    image = "  {0}:\n    image: ts-dockerhub.lsst.org/{1}:${{CYCLE}}${{{2}}}\n"
    path = repository(folder, {
        "summit/docker-compose.yaml": "services:\n" + image.format("atspectrograph", "atspec", "atspec_rev")
                                      + image.format("atmcs", "atmcs-sim", "rev")
                                      + image.format("mtrotator", "mtrotator", "rev"),
        "summit/setup.env": "export CYCLE=c0044\nexport rev=.000\nexport atspec_rev=.000\n"})
    words = ["--procedure", "rubin-2026", "plan", "--site", "summit", "--cycle", "c0044.006", "--repository",
             f"docker-compose-ops={path}@main", "--components"]
    own = run(folder, *words, "ATSpectrograph")
    equal((own.returncode, re.findall("^[-+]export.*", own.stdout, re.M)),
          (0, ["-export atspec_rev=.000", "+export atspec_rev=.006"]))
    shared = run(folder, *words, "ATMCS")
    equal((shared.returncode, shared.stdout), (3, ""))
    check("which would move mtrotator along" in shared.stderr, shared.stderr)
    moved = run(folder, *words, "ATMCS", "--answer", "docker-compose-ops/summit/setup.env#rev=.006")
    equal((moved.returncode, re.findall("^[+]export.*", moved.stdout, re.M)), (0, ["+export rev=.006"]))


main()
