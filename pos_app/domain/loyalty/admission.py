"""Goods that not everybody may buy yet, or not so many of: asked for everybody, with a card or without."""

from __future__ import annotations

from pos_app.domain.basket import PIECE_MILLI
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.decision import Consumption, LineRefused
from pos_app.domain.loyalty.offer_rules import Access
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene


def refuse_goods(scene: Scene, programme: Programme) -> None:
    """Refuse the lines this customer may not buy now, with the date from which they may or how many are left."""
    for rule in programme.access:
        lines = [line for line in scene.basket.lines if rule.goods.covers(line.article)]
        if not lines:
            continue
        why, opens = _not_open(scene, programme, rule)
        if why:
            for line in lines:
                name = programme.programme_id
                scene.refused.append(LineRefused(line.line_id, name, rule.rule_id, why, opens))
        elif rule.most_pieces:
            _limit(scene, programme, rule)


def _not_open(scene: Scene, programme: Programme, rule: Access) -> tuple[str, str]:
    """Why the goods are not open to this customer, and the first day on which they will be."""
    today, member = scene.today_iso, scene.member
    if rule.draw and (member is None or rule.rule_id not in member.segments):
        if not (rule.everyone_from and today >= rule.everyone_from):
            return "not-drawn", rule.everyone_from
        return "", ""
    if rule.everyone_from and today >= rule.everyone_from:
        return "", ""
    if not (rule.from_date or rule.everyone_from):
        return "", ""  # only the number of pieces is limited
    early = member is not None and holds(scene, programme, rule.when)
    if early:
        return ("", "") if today >= rule.from_date else ("not-yet", rule.from_date)
    return "not-yet", rule.everyone_from


def _limit(scene: Scene, programme: Programme, rule: Access) -> None:
    """At most so many pieces for each member in the period; for each sale without a card."""
    name, start = programme.programme_id, period_start(rule.period, scene.today)
    key = f"limit:{name}:{rule.rule_id}"
    used = 0
    if scene.member is not None:
        used = scene.member.used_of(name, rule.rule_id, rule.period.value, start)
    left = max(rule.most_pieces - used, 0)
    if key in scene.withheld:
        left = 0
    bought = 0
    for line in scene.basket.lines:
        if not rule.goods.covers(line.article):
            continue
        pieces = -(-line.quantity_milli // PIECE_MILLI) if line.article.unit is Unit.PIECE else 1
        if pieces > left:
            why = "withheld" if key in scene.withheld else "limit"
            scene.refused.append(LineRefused(line.line_id, name, rule.rule_id, why, most_pieces=left))
        left = max(left - pieces, 0)
        bought += pieces
    if scene.member is not None and bought and key not in scene.withheld:
        scene.consumes.append(Consumption(key, name, rule.rule_id, bought, rule.period.value, start))
