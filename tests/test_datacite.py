from typing import Any

from awesome_adapters.services.arxiv import Preprint
from awesome_adapters.services.datacite import DataCite
from fake_services import FakeServices


def test_preprints_are_joined_by_their_arxiv_ids(services: FakeServices, service_options: dict[str, Any]) -> None:
    services.datacite["10.48550/arxiv.2106.09685"] = {
        "doi": "10.48550/arxiv.2106.09685",
        "titles": [{"title": "LoRA"}],
        "creators": [{"name": "Hu, Edward J.", "givenName": "Edward J.", "familyName": "Hu"}, {"name": "Shen, Yelong"}],
        "publicationYear": 2021,
    }

    [papers] = DataCite(**service_options).papers(["2106.09685", "2106.00001"])

    lora = Preprint("2106.09685", "LoRA", ("Edward J. Hu", "Yelong Shen"), published="2021")
    assert papers == {"2106.09685": lora, "2106.00001": None}
