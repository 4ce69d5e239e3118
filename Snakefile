# The graph of reports on a cluster: record, notebooks, report, for every study of a plan.
#
# `unshift report --profile FOLDER` writes the plan and starts this; without a profile the same jobs
# run in the command's own process. By hand, for the study in study.yml:
#     snakemake --cores 2 --force-use-threads
# or, for any studies, after `unshift report --studies studies.csv --plan plan.json`:
#     snakemake --cores 2 --force-use-threads --config plan=plan.json
# The name of a file holds the hash of all it is made from, so a file that exists is up to date.
import re
from pathlib import Path

from analysis.reporting.run.jobs import describe_record, execute, print_study, told_in
from analysis.reporting.run.plan import read_plan

if "plan" in config:
    plan = read_plan(config["plan"])
else:
    from analysis.reporting.run.build import plan_of_checkout

    plan = plan_of_checkout()
tell = told_in(Path(config.get("events", plan.file("log", "events"))))
shared = plan.shared()


workdir: plan.work


wildcard_constraints:
    name=r"[^/]+",
    key=r"[0-9a-f]+",


# Not sent to a cluster: joining the record takes less time than the start of a job.
localrules:
    all,
    record,


rule all:
    default_target: True
    input:
        expand("reports/{name}.json", name=list(plan.reports)),


rule record:
    output:
        "records/{key}.json",
    run:
        describe_record(plan, wildcards.key, tell)


# On a cluster a study is one job, its notebooks and its report a group: they share the start of
# Python and of the kernels. What several studies share is a job of its own.
rule shared_notebook:
    input:
        lambda w: f"records/{plan.runs[w.name].record}.json",
    output:
        "notebooks/{name}.ipynb",
    wildcard_constraints:
        name="|".join(map(re.escape, shared)) or "(?!)",
    run:
        execute(plan, wildcards.name, tell)


rule notebook:
    input:
        lambda w: f"records/{plan.runs[w.name].record}.json",
    output:
        "notebooks/{name}.ipynb",
    wildcard_constraints:
        name="|".join(re.escape(name) for name in plan.runs if name not in shared) or "(?!)",
    group:
        "study"
    run:
        execute(plan, wildcards.name, tell)


rule report:
    input:
        lambda w: f"records/{plan.reports[w.name].record}.json",
        lambda w: [f"notebooks/{run}.ipynb" for run in plan.reports[w.name].runs],
    output:
        "reports/{name}.json",
    group:
        "study"
    run:
        print_study(plan, wildcards.name, tell)
