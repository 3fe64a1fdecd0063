"""An article as a CMS puts it under its own id: added, or brought to its next draft."""

from api.articles import service as articles
from api.articles.models import Article
from api.articles.schemas import ArticleIn, ArticlePatch, DraftIn
from api.auth.access import Actor
from api.core import preconditions
from api.core.preconditions import ExpectedVersion
from api.intake.new_draft import Redrafted, redraft
from api.storage.database import Write


def update_article(
    session: Write, actor: Actor, article: Article, expected: ExpectedVersion | None, new: ArticleIn
) -> Redrafted:
    """Bring an article to what a PUT says: its words by a draft, its fields as they are sent."""
    words = DraftIn(
        headline=new.headline,
        standfirst=new.standfirst if "standfirst" in new.model_fields_set else None,
        body=new.body,
        html=new.html,
        draft_claims=new.draft_claims,
    )
    outcome = redraft(session, actor, article, expected, words)
    sent_fields = new.model_fields_set & set(ArticlePatch.model_fields) - {"external_id"}
    columns = {name: getattr(new, name) for name in sorted(sent_fields)}
    if any(getattr(article, name) != value for name, value in columns.items()):
        if not outcome.new:
            (expected or preconditions.parse_if_match(None)).check(article.version)
        articles.change(session, actor, article, columns)
    return outcome
