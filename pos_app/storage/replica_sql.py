"""The statements of :mod:`replica_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

ARTICLE_BY_CODE = Written(
    """SELECT article.article_id, article.name, article.price_minor, article.vat_code,
article.vat_basis_points, article.unit, article.category_id, article.minimum_age,
article.protection, article.colour, code.pieces FROM code JOIN article ON article.id = code.article
WHERE code.code = ?"""
)

ARTICLE_BY_ITEM_REFERENCE = Written(
    """SELECT article.article_id, article.name, article.price_minor, article.vat_code,
article.vat_basis_points, article.unit, article.category_id, article.minimum_age,
article.protection, article.colour FROM article WHERE article.item_reference = ? AND item_reference
<> '' ORDER BY article.id"""
)

ARTICLE_BY_ID = Written(
    """SELECT article.article_id, article.name, article.price_minor, article.vat_code,
article.vat_basis_points, article.unit, article.category_id, article.minimum_age,
article.protection, article.colour FROM article WHERE article.article_id = ?"""
)

ARTICLE_PRICE = Written("""SELECT article.price_minor FROM article WHERE article.article_id = ?""")

ARTICLE_CONTENT = Written(
    """SELECT article.content_milli, article.content_measure FROM article WHERE article.article_id = ?"""
)

ARTICLE_CODE = Written(
    """SELECT code.code FROM article JOIN code ON article.id = code.article WHERE article.article_id = ?
AND code.pieces = 1 ORDER BY length(code.code) DESC, code.code"""
)

ARTICLE_PRICES = Written("""SELECT article_prices."row" FROM article_prices ORDER BY article_prices.row_id""")

ACCOUNT_MONTHS = Written("""SELECT account_month."row" FROM account_month ORDER BY account_month.row_id""")

ARTICLES = Written("""SELECT count(*) AS count_1 FROM article""")

ARTICLES_MATCHING = Written(
    """SELECT article.article_id, article.name, article.price_minor, article.vat_code,
article.vat_basis_points, article.unit, article.category_id, article.minimum_age,
article.protection, article.colour FROM article_words JOIN article ON article.id =
article_words.rowid WHERE article_words.article_words MATCH ? LIMIT ?"""
)

CATEGORIES = Written(
    """SELECT category.category_id, category.name, category.colour FROM category ORDER BY
category.position, category.category_id"""
)

QUICK_KEYS = Written(
    """SELECT article.article_id, article.name, article.price_minor, article.vat_code,
article.vat_basis_points, article.unit, article.category_id, article.minimum_age,
article.protection, article.colour FROM article WHERE article.category_id = ? AND quick_position > 0
ORDER BY article.quick_position, article.name"""
)

MEMBER_BY_ID = Written(
    """SELECT member.member_id, member.display_name, member.card_number_end, member.points,
member.qualifying_points, member.tier, member.as_of_ms, member.blocked, member.personal_key,
member.known FROM member WHERE member.member_id = ?"""
)

MEMBERS_BY_PHONE = Written(
    """SELECT member.member_id, member.display_name, member.card_number_end, member.points,
member.qualifying_points, member.tier, member.as_of_ms, member.blocked, member.personal_key,
member.known FROM number JOIN member ON member.id = number.member WHERE number.short = ? AND
member.phone_hash = ? ORDER BY member.id"""
)

MEMBERS_BY_CARD = Written(
    """SELECT member.member_id, member.display_name, member.card_number_end, member.points,
member.qualifying_points, member.tier, member.as_of_ms, member.blocked, member.personal_key,
member.known FROM number JOIN member ON member.id = number.member WHERE number.short = ? AND
instr(member.card_hashes, ?) > 0 ORDER BY member.id"""
)

MEMBERS_MATCHING = Written(
    """SELECT member.member_id, member.display_name, member.card_number_end, member.points,
member.qualifying_points, member.tier, member.as_of_ms, member.blocked, member.personal_key,
member.known FROM member_words JOIN member ON member.id = member_words.rowid WHERE
member_words.member_words MATCH ? LIMIT ?"""
)

BRIEF_BY_CARD = Written(
    """SELECT brief_member.member_id, brief_member.points, brief_member.qualifying_points, tier.tier,
brief_member.standing, brief_member.as_of_s FROM brief_member LEFT OUTER JOIN tier ON tier.number =
(brief_member.standing >> 1) WHERE brief_member.id = ?"""
)

BRIEF_WAYS = Written(
    """SELECT brief_way.way FROM brief_way WHERE brief_way.way >= ? AND brief_way.way <= ? ORDER BY
brief_way.way"""
)

BRIEF_BETWEEN = Written(
    """SELECT brief_member.member_id, brief_member.points, brief_member.qualifying_points, tier.tier,
brief_member.standing, brief_member.as_of_s FROM brief_member LEFT OUTER JOIN tier ON tier.number =
(brief_member.standing >> 1) WHERE brief_member.id >= ? AND brief_member.id <= ? AND
brief_member.member_id = ? ORDER BY brief_member.id"""
)

NUMBER = Written("""INSERT INTO number (short, member) VALUES (?, ?) ON CONFLICT DO NOTHING""")

NEW_MEMBER = Written(
    """INSERT INTO member (member_id, display_name, card_number_end, points, qualifying_points, tier,
as_of_ms, blocked, personal_key, phone_hash, card_hashes, known) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?)"""
)

MEMBER_PLACE = Written("""SELECT member.id FROM member WHERE member.member_id = ?""")

CASHIERS = Written(
    """SELECT cashier.cashier_id, cashier.name, cashier.pin_hash, cashier.member_id, cashier.role FROM
cashier ORDER BY cashier.name, cashier.cashier_id"""
)

CASHIER_BY_CARD = Written(
    """SELECT cashier.cashier_id, cashier.name, cashier.pin_hash, cashier.member_id, cashier.role FROM
cashier WHERE cashier.card_hash = ? ORDER BY cashier.cashier_id"""
)

ROLES = Written("""SELECT role."row" FROM role ORDER BY role.role_id""")

PROGRAMMES = Written(
    """SELECT programme.programme_id, programme.text FROM programme ORDER BY programme.priority,
programme.programme_id"""
)

PROGRAMME_VERSIONS = Written(
    """SELECT programme_text.programme_id, programme_text.text, programme_text.from_ms, programme.priority
FROM programme_text JOIN programme ON programme.programme_id = programme_text.programme_id ORDER BY
programme_text.programme_id, programme_text.version"""
)

PROGRAMME_OF_VERSION = Written(
    """SELECT programme_text.text FROM programme_text WHERE programme_text.programme_id = ? AND
programme_text.version = ?"""
)

ISSUER_KEY = Written(
    """SELECT issuer_key.public_key, issuer_key.from_ms, issuer_key.until_ms FROM issuer_key WHERE
issuer_key.key_id = ?"""
)

REVOKED_TO = Written(
    """SELECT max(revoked_code.to_s) AS max_1 FROM revoked_code WHERE revoked_code.whose = ? OR
revoked_code.whose = ?"""
)

CURSOR = Written("""SELECT progress.cursor FROM progress""")

STORE = Written("""SELECT store."row" FROM store""")
