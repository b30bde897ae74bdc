"""Services on the web that are asked for facts about papers: one polite way to ask, and one module for each."""

GITHUB, GITLAB, HUGGING_FACE, ARXIV = "GitHub", "GitLab", "Hugging Face", "arXiv"
CROSSREF, DOI_REGISTRY, ANTHOLOGY, WEB = "Crossref", "doi.org", "ACL Anthology", "the web"
